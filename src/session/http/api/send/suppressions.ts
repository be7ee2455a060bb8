import type { RouteConfig } from '@hono/zod-openapi';

import type { Sending } from '#core/sending/sending.ts';
import { type Described, describe, problemAnswers } from '#session/http/api/send/described.ts';

/** Entries of one page. Our choice. */
const pageMax = 500;

/** `/suppressions`: addresses that this login does not write to any more. */
export function addSuppressions(
  described: Described,
  sending: Pick<Sending, 'suppressions' | 'removeSuppression'>,
): void {
  describe(described, listRoute, async (context) => {
    const after = context.req.query('after') ?? '';
    const found = await sending.suppressions(context.get('login'), { after, limit: pageMax });
    const next = found.length < pageMax ? undefined : found.at(-1)?.address;
    const suppressions = found.map(({ address, reason, evidence, createdAt, expiresAt }) => ({
      address,
      reason,
      evidence,
      since: new Date(createdAt).toISOString(),
      until: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    }));
    return context.json({ suppressions, next });
  });
  describe(described, removeRoute, async (context) => {
    await sending.removeSuppression(context.get('login'), context.req.param('address') ?? '');
    return context.body(null, 204);
  });
}

const listRoute: RouteConfig = {
  method: 'get',
  path: '/suppressions',
  summary: 'Addresses that this login does not write to any more, with the evidence',
  parameters: [
    {
      name: 'after',
      in: 'query',
      required: false,
      description: 'Goes on behind this address: next of the page before',
      schema: { type: 'string' },
    },
  ],
  responses: {
    200: {
      description: `Up to ${pageMax} by address`,
      content: { 'application/json': { schema: { type: 'object' } } },
    },
    ...problemAnswers,
  },
};

const removeRoute: RouteConfig = {
  method: 'delete',
  path: '/suppressions/{address}',
  summary: 'Write to an address again',
  parameters: [{ name: 'address', in: 'path', required: true, schema: { type: 'string' } }],
  responses: { 204: { description: 'Done' }, ...problemAnswers },
};
