import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { CanonicalBody } from '#proto/dkim/canonical-body.ts';
import {
  canonicalField,
  FieldPicker,
  signedFieldsMax,
  signedHeaderOctetsMax,
  splitHeader,
} from '#proto/dkim/header-field.ts';
import type { Canonicalization } from '#proto/dkim/message-signature.ts';
import { fc } from '#test/stage/property.ts';

function canonical(form: Canonicalization, ...pieces: readonly string[]): string {
  const found: Buffer[] = [];
  const body = new CanonicalBody(form, (octets) => found.push(Buffer.from(octets)));
  for (const piece of pieces) {
    const octets = Buffer.from(piece, 'latin1');
    for (let at = 0; at < octets.length;) at += body.push(octets.subarray(at));
  }
  body.end();
  return Buffer.concat(found).toString('latin1');
}

function relaxed(header: string): string[] {
  return splitHeader(header).fields.map((field) => canonicalField(field, 'relaxed'));
}

/** Slowly, and straight from the words of RFC 6376 §3.4.3 and §3.4.4. */
function model(form: Canonicalization, text: string): string {
  let body = text.replaceAll(/\r\n|\r|\n/g, '\r\n');
  if (form === 'relaxed') {
    body = body.replaceAll(/[ \t]+/g, ' ').replaceAll(/ (?=\r\n|$)/g, '');
  }
  body = body.replace(/(?:\r\n)+$/, '');
  return form === 'relaxed' && body === '' ? '' : `${body}\r\n`;
}

test('The example of the RFC (RFC 6376 §3.4.5)', () => {
  const { fields } = splitHeader('A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n');
  const form = (name: Canonicalization) =>
    fields.map((field) => canonicalField(field, name)).join('');
  assert.equal(form('relaxed'), 'a:X\r\nb:Y Z\r\n');
  assert.equal(form('simple'), 'A: X\r\nB : Y\t\r\n\tZ  \r\n');
  const body = ' C \r\nD \t E\r\n\r\n\r\n';
  assert.equal(canonical('relaxed', body), ' C\r\nD E\r\n');
  assert.equal(canonical('simple', body), ' C \r\nD \t E\r\n');
});

test('A body of nothing is nothing, or an empty line (RFC 6376 §3.4.3, §3.4.4)', () => {
  for (const body of ['', '\r\n', '\r\n\r\n', '\n\r\r\n']) {
    assert.equal(canonical('simple', body), '\r\n');
    assert.equal(canonical('relaxed', body), '');
    assert.equal(canonical('relaxed', ` ${body} \t`), '');
  }
  assert.equal(canonical('simple', ' '), ' \r\n');
});

test('A lone CR or LF is a line end, as on the way out (RFC 5321 §2.3.8)', () => {
  for (const form of ['simple', 'relaxed'] as const) {
    assert.equal(
      canonical(form, 'a\rb\nc\r\nd\n\re\r\r\nf'),
      'a\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\nf\r\n',
    );
  }
  assert.deepEqual(
    splitHeader('A: b\nC: d\r e\r\n\n').fields.map(({ text }) => text),
    ['A: b\r\n', 'C: d\r\n e\r\n'],
  );
});

test('Many empty lines are written bit by bit', () => {
  const body = new CanonicalBody('relaxed', () => {});
  assert.equal(body.push(Buffer.alloc(400_000, '\r\n')), 400_000);
  const calls = [1, 2, 3, 4].map(() => body.push(Buffer.from('x')));
  assert.deepEqual(calls, [0, 0, 0, 1]);
  const text = `${'\r\n'.repeat(200_000)}x\r\n`;
  assert.ok(canonical('relaxed', text) === text);
});

test('However a body is cut, its form is the same', () => {
  const piece = fc.oneof(
    fc.constantFrom(' ', '\t', '\r', '\n', '\r\n', '\r\n\r\n', 'a', '\0', '\xff', 'word '),
    fc.nat(40_000).map((length) => 'x'.repeat(length)),
    fc.nat(9_000).map((length) => '\r\n'.repeat(length)),
    fc.nat(20_000).map((length) => 'y '.repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom('simple', 'relaxed'), (pieces, form) => {
      const text = pieces.join('');
      assert.ok(canonical(form, ...pieces) === model(form, text));
      assert.ok(canonical(form, text) === model(form, text));
    }),
    { numRuns: 60 },
  );
  const small = 'a \t\r\n\r\n \rb\n\n c  \r\n';
  for (const form of ['simple', 'relaxed'] as const) {
    for (let at = 0; at < small.length; at++) {
      assert.equal(canonical(form, small.slice(0, at), small.slice(at)), model(form, small));
    }
    assert.equal(canonical(form, ...small.split('')), model(form, small));
  }
});

test('Relaxed fields know no white space but single spaces (RFC 6376 §3.4.2)', () => {
  assert.deepEqual(relaxed('SUBJect \t:  a\t b \r\n\t \r\n c\r\n'), ['subject:a b c\r\n']);
  assert.deepEqual(relaxed('A:\r\nB: \r\n\t\r\nC:x'), ['a:\r\n', 'b:\r\n', 'c:x\r\n']);
});

test('What is no field is left out, and where a header ends early the rest is body', () => {
  const { fields, bodyStart } = splitHeader(' x\r\nFrom a Mon: b\r\nA: b\r\nno\r\n\rB: c\r\n\r\n');
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['a'],
  );
  assert.equal(bodyStart, 'B: c\r\n\r\n');
  assert.deepEqual(splitHeader(''), { fields: [], bodyStart: '' });
});

test('Fields are taken from below, each once (RFC 6376 §5.4.2)', () => {
  const { fields } = splitHeader('A: 1\r\nB: x\r\na: 2\r\nA: 3\r\n\r\n');
  const picker = new FieldPicker(fields, fields[3]);
  assert.equal(picker.take('a')?.text, 'a: 2\r\n');
  assert.ok(picker.has('a'));
  assert.equal(picker.take('a')?.text, 'A: 1\r\n');
  assert.equal(picker.take('a'), undefined);
  assert.ok(!picker.has('a') && !picker.has('c'));
});

test('A header has bounds', () => {
  assert.throws(() => splitHeader('a:'.repeat(signedHeaderOctetsMax)), ParseError);
  assert.equal(splitHeader('a:\r\n'.repeat(signedFieldsMax)).fields.length, signedFieldsMax);
  assert.throws(() => splitHeader('a:\r\n'.repeat(signedFieldsMax + 1)), ParseError);
});
