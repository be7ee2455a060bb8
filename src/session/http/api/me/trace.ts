import { z } from '@hono/zod-openapi';

import { ownTracesMax } from '#core/trace/own-traces.ts';
import { type OwnServices, ownRoute, timeText } from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { checked } from '#session/http/api/send/read-message.ts';

/** Characters of a Message-ID: a line of a header (RFC 5322 §2.1.1). */
const messageIdLengthMax = 998;

/** `/me/trace`: what became of a message of one's own. */
export function addOwnTrace(described: Described, { traces, profiles }: OwnServices): void {
  ownRoute(described, show, async (login, context) => {
    const asked = checked(context.req.query(), traceQuery);
    const wanted = asked.language ?? (await profiles.read(login)).language;
    const language = /^de\b/u.test(wanted) ? 'de' : 'en';
    const found = await traces.find(login, asked.messageId, language);
    return context.json({
      traces: found.map(({ traceId, at, steps, ...told }) => ({
        id: traceId,
        at: timeText(at),
        ...told,
        steps: steps.map((one) => ({ ...one, at: timeText(one.at) })),
      })),
    });
  });
}

const traceQuery = z.object({
  messageId: z.string().min(1).max(messageIdLengthMax),
  language: z.string().max(35).optional(),
});

const trace = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    sender: z.string(),
    recipients: z.array(z.string()).openapi({ description: 'Of mail from others: the own ones' }),
    status: z.string().openapi({ example: 'delivered' }),
    statusText: z.string().openapi({ example: 'delivered' }),
    spamText: z.string().openapi({ description: 'Why it is in spam, if it is there' }),
    steps: z.array(z.object({ at: z.iso.datetime(), step: z.string(), text: z.string() })),
  })
  .openapi('OwnTrace');

const show = {
  method: 'get',
  path: '/trace',
  summary: 'What became of a message that the account sent or got, step by step, for 30 days',
  query: {
    messageId: 'The Message-ID of the message, with or without angle brackets; needed',
    language: 'Of the sentences: en or de; otherwise that of the account',
  },
  answer: {
    says: `Up to ${ownTracesMax}, the newest first: a Message-ID may have been used again`,
    form: z.object({ traces: z.array(trace) }),
  },
} as const;
