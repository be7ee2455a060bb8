import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import {
  parseTemplate,
  templateCharactersMax,
  templateDepthMax,
  templateTagsMax,
} from '#core/sending/template/parse-template.ts';
import {
  escapeHtml,
  renderedCharactersMax,
  renderedNodesMax,
  renderTemplate,
} from '#core/sending/template/render-template.ts';
import {
  checkTemplate,
  fillTemplate,
  templateSubjectMax,
} from '#core/sending/template/template-message.ts';
import { ParseError } from '#proto/cursor.ts';
import { fc } from '#test/stage/property.ts';

test('Sections, lists and values are filled; in HTML values are escaped', () => {
  const template =
    '{{! note }}{{#if vip}}Dear {{else}}Hi {{/if}}{{ user.name }}: {{#each items}}{{ this }},{{else}}none{{/each}}';
  assert.equal(
    text(template, { vip: true, user: { name: 'A&B' }, items: [1, '<2>'] }),
    'Dear A&B: 1,<2>,',
  );
  assert.equal(html(template, { user: { name: 'A&B' }, items: [] }), 'Hi A&#38;B: none');
  const list = '{{#each orders}}{{ id }}/{{ shop }}{{#each lines}}-{{ this }}{{/each}};{{/each}}';
  const orders = [
    { id: 1, lines: ['a', 'b'] },
    { id: 2, lines: [] },
  ];
  assert.equal(text(list, { shop: 'S', orders }), '1/S-a-b;2/S;');
  assert.equal(html('{{{ a }}}{{ a }}', { a: '<b>' }), '<b>&#60;b&#62;');
  assert.equal(text('{{ a }}{{ b }}', { a: null, b: false }), 'false');
});

test('Whatever a value holds, HTML shows it as text, within quotes too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const filled = html('<a title="{{ v }}">{{ v }}</a>', { v: value });
      const [, title = '', content = ''] = /^<a title="([^"]*)">([^<]*)<\/a>$/su.exec(filled) ?? [];
      for (const part of [title, content]) {
        assert.equal(
          part.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
          value,
        );
      }
      assert.ok(!/[<>"'`]/.test(escapeHtml(value)));
    }),
  );
});

test('Values are no template: what looks like a tag in them stays', () => {
  assert.equal(text('{{ a }}', { a: '{{ b }}', b: 'x' }), '{{ b }}');
});

test('Missing values are named together; nothing is found in prototypes', () => {
  assert.throws(
    () => text('{{ a }}{{ b.c }}{{ constructor.name }}{{ a }}', { b: {} }),
    /Values are missing: "a", "b\.c", "constructor\.name"/u,
  );
  assert.throws(() => text('{{ a }}', { a: [] }), /"a" is a list or an object/u);
  assert.throws(() => text('{{#each a}}{{/each}}', { a: 'x' }), /"a" is no list/u);
  assert.throws(() => text('{{ __proto__ }}', {}), /missing/u);
});

test('What is no template is told with its place; bounds hold', () => {
  const wrong = [
    '{{',
    '{{}}',
    '{{ a b }}',
    '{{ 1 }}',
    '{{{ a }}}',
    '{{#if}}x{{/if}}',
    '{{#if a}}',
    '{{#if a}}{{/each}}',
    '{{/if}}',
    '{{else}}',
    '{{#if a}}{{else}}{{else}}{{/if}}',
    '{{#with a}}{{/with}}',
    'x'.repeat(templateCharactersMax + 1),
    '{{ a }}'.repeat(templateTagsMax + 1),
    '{{#if a}}'.repeat(templateDepthMax + 1),
    `{{ ${'a.'.repeat(8)}a }}`,
  ];
  for (const one of wrong) assert.throws(() => text(one, {}), ParseError, one.slice(0, 40));
  const large = { l: Array.from({ length: renderedNodesMax }, () => 'x') };
  assert.throws(() => text('{{#each l}}{{ this }}{{/each}}', large), /too large/u);
  const long = { a: 'x'.repeat(renderedCharactersMax + 1) };
  assert.throws(() => text('{{ a }}{{ a }}', long), /too large/u);
});

test('A draft is checked, and the language that suits best is taken', () => {
  const draft = { name: 'Hi', locale: 'DE', subject: 's', text: 't', html: '' };
  assert.deepEqual(checkTemplate(draft), { ...draft, name: 'hi', locale: 'de' });
  const bad = [
    { name: 'a b' },
    { locale: 'german!' },
    { text: '' },
    { subject: 'x'.repeat(templateSubjectMax + 1) },
    { html: '{{#if' },
  ];
  for (const change of bad) assert.throws(() => checkTemplate({ ...draft, ...change }), Refusal);
  const variants = ['de', 'en', 'pt-br'].map((locale) => {
    const place = { tenantId: 1, accountId: 1, changedAt: 0 };
    return { ...place, ...draft, locale, subject: `${locale}\n{{ a }}` };
  });
  const filled = (locale: string) =>
    fillTemplate(variants, { name: 'hi', locale, values: { a: 'b\r\nBcc: c' } }).subject;
  assert.equal(filled('de-CH'), 'de b Bcc: c');
  assert.equal(filled('PT-BR'), 'pt-br b Bcc: c');
  assert.equal(filled('fr'), 'en b Bcc: c');
  assert.throws(
    () => fillTemplate([], { name: 'x', locale: 'en', values: {} }),
    /no template "x"/u,
  );
});

function text(template: string, values: Readonly<Record<string, unknown>>): string {
  return renderTemplate(parseTemplate(template, { raw: false }), values, 'text');
}

function html(template: string, values: Readonly<Record<string, unknown>>): string {
  return renderTemplate(parseTemplate(template, { raw: true }), values, 'html');
}
