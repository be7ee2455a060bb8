import { setImmediate as nextTurn } from 'node:timers/promises';

import { Refusal } from '#base/refusal.ts';
import { Arguments } from '#proto/jmap/arguments.ts';
import { type JsonValue, memberOf } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import type { Invocation, JmapRequest } from '#proto/jmap/request.ts';
import { type EarlierResponse, resolveReferences } from '#proto/jmap/result-reference.ts';
import { capabilities, isOffered } from '#session/http/jmap/capabilities.ts';
import { measureJson } from '#session/http/jmap/json-size.ts';
import { maxCallsInRequest, responseCharactersMax } from '#session/http/jmap/limits.ts';
import type {
  MethodContext,
  NamedResponse,
  ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import { methods as allMethods, type MethodEntry } from '#session/http/jmap/methods.ts';
import { refusalMethodError } from '#session/http/jmap/refusal-error.ts';
import { RequestError } from '#session/http/jmap/request-error.ts';

/** Characters that have to be left for another call: the response of a /set fits. Ours. */
const roomMin = 1_000_000;

/** A response: name, arguments, call id (RFC 8620 §3.4). */
export type MethodResponse = readonly [string, ResponseArguments | MethodError, string];

/**
 * Runs the calls of a request, one after another: each sees what those before it did (RFC 8620 §3.3).
 *
 * @param methods The table, for tests.
 * @throws {RequestError} `unknownCapability`, `limit`: nothing was run.
 */
export async function dispatch(
  context: MethodContext,
  { using, methodCalls }: JmapRequest,
  methods: ReadonlyMap<string, MethodEntry> = allMethods,
): Promise<readonly MethodResponse[]> {
  const unknown = using.find((name) => !isOffered(context.services, name));
  if (unknown !== undefined) {
    throw new RequestError('unknownCapability', `This server does not know "${unknown}"`);
  }
  if (methodCalls.length > maxCallsInRequest) {
    const detail = `A request has at most ${maxCallsInRequest} method calls`;
    throw new RequestError('limit', detail, 'maxCallsInRequest');
  }
  const used = new Set(using);
  const responses: MethodResponse[] = [];
  let room = responseCharactersMax;
  for (const call of methodCalls) {
    context.signal.throwIfAborted();
    const found = methods.get(call.name);
    const known = found !== undefined && used.has(found.capability) ? found : unknownMethod;
    const entry = room < roomMin ? noRoom : known;
    for (const { name, args } of await answersOf(context, { call, entry, responses })) {
      const size = await measureJson(args, room);
      // What is not kept may grow without end: references put a response into the next one twice.
      if (size > room) responses.push(['error', tooLarge(), call.callId]);
      else responses.push([name, args, call.callId]);
      if (size <= room) room -= size;
    }
    await nextTurn();
  }
  return responses;
}

async function answersOf(
  context: MethodContext,
  at: {
    readonly call: Invocation;
    readonly entry: MethodEntry;
    readonly responses: readonly MethodResponse[];
  },
): Promise<readonly (NamedResponse | { readonly name: 'error'; readonly args: MethodError })[]> {
  const { call, entry, responses } = at;
  try {
    const args = resolveReferences(call.args, responses.map(earlierOf));
    checkAccount(context, entry, memberOf(args, 'accountId'));
    const answer = await entry.run(context, new Arguments(args));
    return isSeveral(answer) ? answer : [{ name: call.name, args: answer }];
  } catch (error) {
    return [{ name: 'error', args: methodErrorOf(context, call, error) }];
  }
}

function isSeveral(
  answer: ResponseArguments | readonly NamedResponse[],
): answer is readonly NamedResponse[] {
  return Array.isArray(answer);
}

function earlierOf([name, args, callId]: MethodResponse): EarlierResponse {
  return { name, callId, args: args instanceof MethodError ? {} : args };
}

function methodErrorOf(context: MethodContext, call: Invocation, error: unknown): MethodError {
  if (error instanceof MethodError) return error;
  const { login, services } = context;
  const about = { method: call.name, account: login.address };
  if (error instanceof Refusal) {
    const { code, message, cause } = error;
    if (cause === undefined) services.log.info('JMAP method refused', { ...about, code, message });
    else services.log.error('JMAP method failed', { ...about, code, error: cause });
    return refusalMethodError(error);
  }
  services.log.error('JMAP method failed', { ...about, error });
  return new MethodError('serverFail', 'The server failed; its log says why');
}

/** The account has to have the method's capability (RFC 8620 §3.6.2). */
function checkAccount(context: MethodContext, entry: MethodEntry, id: JsonValue | undefined): void {
  const account = typeof id === 'string' ? context.accounts.get(id) : undefined;
  const valueOf = capabilities.get(entry.capability)?.account;
  if (account === undefined || valueOf === undefined) return;
  if (valueOf(account, context.services) === undefined) {
    throw new MethodError('accountNotSupportedByMethod', `"${account.name}" has nothing like that`);
  }
}

function tooLarge(): MethodError {
  const limit = responseCharactersMax;
  return new MethodError(
    'requestTooLarge',
    `The response would have more than ${limit} characters. Ask for less at a time`,
  );
}

/** For calls that come when there is no room for their responses. */
const noRoom: MethodEntry = {
  capability: '',
  run: async () => {
    throw tooLarge();
  },
};

/** For a method that is not there, or whose capability the request does not use. */
const unknownMethod: MethodEntry = {
  capability: '',
  run: async () => {
    throw new MethodError('unknownMethod');
  },
};
