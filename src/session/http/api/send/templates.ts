import { type RouteConfig, z } from '@hono/zod-openapi';

import type { Sending } from '#core/sending/sending.ts';
import { type Described, describe, problemAnswers } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';

/** Octets of a template as JSON. Our choice: text and HTML of 500,000 characters each. */
const templateOctetsMax = 4 * 1_048_576;

type Templates = Pick<
  Sending,
  'templates' | 'template' | 'setTemplate' | 'removeTemplate' | 'fillTemplate'
>;

/** `/templates`: those of the login, and its tenant's to read. */
export function addTemplates(described: Described, sending: Templates): void {
  describe(described, listRoute, async (context) => {
    const templates = await sending.templates(context.get('login'));
    return context.json({ templates: templates.map(view) });
  });
  describe(described, showRoute, async (context) => {
    const variants = await sending.template(context.get('login'), context.req.param('name') ?? '');
    return context.json({ variants: variants.map(view) });
  });
  describe(described, setRoute, async (context) => {
    const { name = '', locale = '' } = context.req.param();
    const body = await readJson(context.req.raw, templateBody, templateOctetsMax);
    await sending.setTemplate(context.get('login'), { name, locale, ...body });
    return context.body(null, 204);
  });
  describe(described, removeRoute, async (context) => {
    const { name = '' } = context.req.param();
    await sending.removeTemplate(context.get('login'), { name });
    return context.body(null, 204);
  });
  describe(described, removeVariantRoute, async (context) => {
    const { name = '', locale = '' } = context.req.param();
    await sending.removeTemplate(context.get('login'), { name, locale });
    return context.body(null, 204);
  });
  describe(described, renderRoute, async (context) => {
    const body = await readJson(context.req.raw, renderBody, templateOctetsMax);
    const wanted = { name: context.req.param('name') ?? '', ...body };
    return context.json(await sending.fillTemplate(context.get('login'), wanted));
  });
}

type Stored = Awaited<ReturnType<Templates['templates']>>[number];

function view({ accountId, changedAt, tenantId: _tenant, ...template }: Stored) {
  const changed = new Date(changedAt).toISOString();
  return { ...template, shared: accountId === 0, changedAt: changed };
}

const templateBody = z
  .object({
    subject: z.string().openapi({ example: 'Rechnung {{ number }}' }),
    text: z.string().default('').openapi({ example: 'Guten Tag {{ name }},' }),
    html: z.string().default('').openapi({ example: '<p>Guten Tag {{ name }},</p>' }),
  })
  .strict()
  .openapi('Template');

const renderBody = z
  .object({
    locale: z.string().max(40).default('en'),
    values: z.record(z.string().max(64), z.unknown()).default({}),
  })
  .strict();

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } } as const;
}

const json = { 'application/json': { schema: { type: 'object' } } } as const;
const done = { 204: { description: 'Done' }, ...problemAnswers } as const;

const listRoute: RouteConfig = {
  method: 'get',
  path: '/templates',
  summary: 'The templates that this login can send',
  responses: { 200: { description: 'Without their texts', content: json }, ...problemAnswers },
};

const showRoute: RouteConfig = {
  method: 'get',
  path: '/templates/{name}',
  summary: 'The variants of a template',
  parameters: [inPath('name')],
  responses: { 200: { description: 'One for each locale', content: json }, ...problemAnswers },
};

const setRoute: RouteConfig = {
  method: 'put',
  path: '/templates/{name}/{locale}',
  summary: 'Keep a variant of a template of this login',
  parameters: [inPath('name'), inPath('locale')],
  request: { body: { required: true, content: { 'application/json': { schema: templateBody } } } },
  responses: done,
};

const removeRoute: RouteConfig = {
  method: 'delete',
  path: '/templates/{name}',
  summary: 'Remove a template of this login',
  parameters: [inPath('name')],
  responses: done,
};

const removeVariantRoute: RouteConfig = {
  method: 'delete',
  path: '/templates/{name}/{locale}',
  summary: 'Remove one variant of a template of this login',
  parameters: [inPath('name'), inPath('locale')],
  responses: done,
};

const renderRoute: RouteConfig = {
  method: 'post',
  path: '/templates/{name}/render',
  summary: 'What would be sent',
  parameters: [inPath('name')],
  request: { body: { required: true, content: { 'application/json': { schema: renderBody } } } },
  responses: { 200: { description: 'Subject, text and HTML', content: json }, ...problemAnswers },
};
