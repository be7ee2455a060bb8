import assert from 'node:assert/strict';

import { Refusal } from '#base/refusal.ts';
import { parseTemplate } from '#core/sending/template/parse-template.ts';
import { renderTemplate } from '#core/sending/template/render-template.ts';
import { ParseError } from '#proto/cursor.ts';

/** What fills whatever template: a value of each kind, with all that HTML gives a meaning. */
const values = {
  a: '<"\'`&>{{ b }}',
  b: { c: [1, null, { d: '<x>' }] },
  l: ['<', ['<'], true],
  n: null,
};

/**
 * Reads and fills a template of whatever letters: nothing but ParseError and Refusal is thrown, and
 * no value's `<` gets into HTML but where the template says raw.
 */
export function fuzzTemplate(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString();
  try {
    renderTemplate(parseTemplate(text, { raw: true }), values, 'html');
    const plain = text.replaceAll('<', '(');
    const nodes = parseTemplate(plain, { raw: false });
    assert.ok(!renderTemplate(nodes, values, 'html').includes('<'), 'a value became markup');
  } catch (error) {
    if (!(error instanceof ParseError) && !(error instanceof Refusal)) throw error;
  }
}
