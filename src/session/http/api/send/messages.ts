import type { RouteConfig } from '@hono/zod-openapi';

import type { Sending } from '#core/sending/sending.ts';
import {
  type ApiContext,
  type Described,
  describe,
  problemAnswers,
} from '#session/http/api/send/described.ts';
import { ProblemError } from '#session/http/problem.ts';

/** `GET /messages/{id}`: what became of a message; `DELETE` takes back what waits of it. */
export function addMessages(described: Described, sending: Pick<Sending, 'status' | 'cancel'>) {
  describe(described, statusRoute, async (context) => {
    const status = await sending.status(context.get('login'), idOf(context));
    if (status === undefined) throw new ProblemError(absent);
    const recipients = status.recipients.map(({ nextAttemptAt, ...recipient }) =>
      nextAttemptAt === undefined
        ? recipient
        : { ...recipient, nextAttemptAt: new Date(nextAttemptAt).toISOString() },
    );
    const at = new Date(status.at).toISOString();
    return context.json({ ...status, at, recipients });
  });
  describe(described, cancelRoute, async (context) => {
    const login = context.get('login');
    const id = idOf(context);
    if ((await sending.status(login, id)) === undefined) throw new ProblemError(absent);
    const { recipients } = await sending.cancel(login, id);
    return context.json({ id, cancelledRecipients: recipients });
  });
}

/** @throws {ProblemError} For what no message is called. */
function idOf({ req }: ApiContext): string {
  const text = req.param('id') ?? '';
  if (!/^[\w.-]{1,100}$/u.test(text)) throw new ProblemError(absent);
  return text;
}

const absent = {
  status: 404,
  code: 'sending.absent',
  title: 'There is no such message',
  detail: 'This login has sent no message with this id in the last 30 days. Check the id',
} as const;

const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'As POST /send has answered it',
  schema: { type: 'string' },
} as const;

const json = { 'application/json': { schema: { type: 'object' } } } as const;

const statusRoute: RouteConfig = {
  method: 'get',
  path: '/messages/{id}',
  summary: 'What became of a message, recipient by recipient',
  parameters: [id],
  responses: {
    200: {
      description:
        'Each recipient is queued, deferred, held, delivered, bounced, cancelled or refused',
      content: json,
    },
    ...problemAnswers,
  },
};

const cancelRoute: RouteConfig = {
  method: 'delete',
  path: '/messages/{id}',
  summary: 'Take back what waits of a message',
  parameters: [id],
  responses: {
    200: { description: 'How many recipients do not get it', content: json },
    ...problemAnswers,
  },
};
