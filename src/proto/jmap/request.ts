import { isId } from '#proto/jmap/ids.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';

/** One method call of a request (RFC 8620 §3.2). */
export type Invocation = {
  readonly name: string;
  /** As sent: result references are not resolved. */
  readonly args: JsonObject;
  readonly callId: string;
};

/** A request as it was sent (RFC 8620 §3.3). */
export type JmapRequest = {
  readonly using: readonly string[];
  readonly methodCalls: readonly Invocation[];
  /** Undefined when the client keeps its ids itself, and wants none back. */
  readonly createdIds: ReadonlyMap<string, string> | undefined;
};

/** Capabilities that a request may name; there are some 30 in the registry of IANA. Our choice. */
const usingMax = 100;

/** Ids made before that a request may bring along. Our choice. */
const createdIdsMax = 10_000;

/** The JSON is not a request: the error `notRequest` (RFC 8620 §3.6.1). */
export class NotRequest extends Error {
  override readonly name = 'NotRequest';
}

/**
 * Takes a Request object apart (RFC 8620 §3.3). What a member of another name says is ignored.
 *
 * @throws {NotRequest}
 */
export function parseRequest(value: JsonValue): JmapRequest {
  if (!isJsonObject(value)) throw new NotRequest('A request is an object');
  const using = memberOf(value, 'using');
  const calls = memberOf(value, 'methodCalls');
  if (!isJsonArray(using) || !using.every((one) => typeof one === 'string')) {
    throw new NotRequest('using is a list of strings');
  }
  if (using.length > usingMax) throw new NotRequest(`using has more than ${usingMax} elements`);
  if (!isJsonArray(calls)) throw new NotRequest('methodCalls is a list');
  return {
    using,
    methodCalls: calls.map(invocationOf),
    createdIds: createdIdsOf(memberOf(value, 'createdIds')),
  };
}

function invocationOf(call: JsonValue, index: number): Invocation {
  const [name, args, callId, ...rest] = isJsonArray(call) ? call : [];
  if (typeof name === 'string' && isJsonObject(args) && typeof callId === 'string') {
    if (rest.length === 0) return { name, args, callId };
  }
  throw new NotRequest(`methodCalls[${index}] is not a name, an object and a call id`);
}

function createdIdsOf(value: JsonValue | undefined): JmapRequest['createdIds'] {
  if (value === undefined || value === null) return undefined;
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  if (!isJsonObject(value)) throw new NotRequest('createdIds is an object');
  if (entries.length > createdIdsMax) {
    throw new NotRequest(`createdIds has more than ${createdIdsMax} members`);
  }
  return new Map(entries.map(([creation, id]) => [creation, idOf(id)]));
}

function idOf(value: JsonValue): string {
  if (typeof value === 'string' && isId(value)) return value;
  throw new NotRequest('createdIds has what is no id');
}
