import type { RouteConfig } from '@hono/zod-openapi';

import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { SendingOrigin } from '#core/sending/send-message.ts';
import type { SendOutcome } from '#core/sending/send-request.ts';
import type { Sending } from '#core/sending/sending.ts';
import {
  type ApiContext,
  type Described,
  describe,
  problemAnswers,
  problemOf,
} from '#session/http/api/send/described.ts';
import { checked, readJson, readMessage } from '#session/http/api/send/read-message.ts';
import { requestOf } from '#session/http/api/send/request-of.ts';
import { batchBody, keyShape, sendAnswer, sendBody } from '#session/http/api/send/send-body.ts';
import { type Problem, ProblemError } from '#session/http/problem.ts';

/** `POST /send` and `POST /send/batch`. */
export function addSend(described: Described, sending: Pick<Sending, 'send'>): void {
  describe(described, sendRoute, async (context) => {
    const origin = originOf(context);
    const body = checked(await readMessage(context.req.raw), sendBody);
    const outcome = await sending.send(context.get('login'), requestOf(body), origin);
    const { id, messageId, recipients } = accepted(outcome);
    if (outcome.repeated) context.header('idempotency-replayed', 'true');
    return context.json({ id, messageId, recipients }, 202);
  });
  describe(described, batchRoute, async (context) => {
    const origin = originOf(context);
    const { messages } = await readJson(context.req.raw, batchBody);
    const results: unknown[] = [];
    for (const [index, message] of messages.entries()) {
      const key = origin.idempotencyKey;
      // No program's own key has a tab in it.
      const own = key === undefined ? origin : { ...origin, idempotencyKey: `${key}\t${index}` };
      results.push(await oneOf(described, { sending, message, origin: own }, context.get('login')));
    }
    return context.json({ results }, 200);
  });
}

type One = {
  readonly sending: Pick<Sending, 'send'>;
  readonly message: unknown;
  readonly origin: SendingOrigin;
};

/** One message of a batch: what it alone would be answered. */
async function oneOf(
  { clock }: Described,
  { sending, message, origin }: One,
  login: Login,
): Promise<unknown> {
  try {
    const outcome = await sending.send(login, requestOf(checked(message, sendBody)), origin);
    const { id, messageId, recipients } = accepted(outcome);
    return { status: 202, id, messageId, recipients };
  } catch (error) {
    if (error instanceof Refusal) return problemMembers(problemOf(error, clock));
    if (error instanceof ProblemError) return problemMembers(error.problem);
    throw error;
  }
}

function problemMembers({ code, status, title, detail, retryAfterSeconds, extra }: Problem) {
  return { status, code, title, detail, retryAfterSeconds, ...extra };
}

/** @throws {ProblemError} Where nobody gets it. */
function accepted(outcome: SendOutcome): SendOutcome {
  if (outcome.id !== undefined) return outcome;
  const { recipients } = outcome;
  throw new ProblemError({
    status: 422,
    code: 'sending.no-recipient',
    title: 'No recipient was accepted',
    detail: `${recipients.map(({ address, reason = '' }) => `${address}: ${reason}`).join('; ')}. Nothing was sent`,
    extra: { recipients },
  });
}

/** Where the request comes from, and its key. @throws {ProblemError} */
function originOf({ req, env }: ApiContext): SendingOrigin {
  const { remote, secure } = env.peer;
  const field = req.header('idempotency-key');
  const origin = { remoteAddress: remote.address, secure };
  if (field === undefined) return origin;
  const idempotencyKey = /^".*"$/u.test(field) ? field.slice(1, -1) : field;
  if (keyShape.test(idempotencyKey)) return { ...origin, idempotencyKey };
  throw new ProblemError({
    status: 400,
    code: 'sending.key-malformed',
    title: 'The idempotency key is malformed',
    detail: 'Idempotency-Key holds 1 to 64 printable characters of ASCII. Use a UUID, say',
  });
}

const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key within a day sends nothing again and gets the first answer',
  schema: { type: 'string', maxLength: 64 },
} as const;

const sendRoute: RouteConfig = {
  method: 'post',
  path: '/send',
  summary: 'Send a message',
  parameters: [keyParameter],
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: sendBody },
        'multipart/form-data': {
          schema: {
            type: 'object',
            description:
              'The members as single parts, or all as JSON in the part message; files as attachment or inline',
          },
        },
      },
    },
  },
  responses: {
    202: {
      description: 'At least one recipient was accepted, and the message is kept durably',
      content: { 'application/json': { schema: sendAnswer } },
    },
    ...problemAnswers,
  },
};

const batchRoute: RouteConfig = {
  method: 'post',
  path: '/send/batch',
  summary: 'Send up to a hundred messages, each with a result of its own',
  parameters: [keyParameter],
  request: { body: { required: true, content: { 'application/json': { schema: batchBody } } } },
  responses: {
    200: {
      description: 'The results in the order of the messages; each has a status',
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    ...problemAnswers,
  },
};
