import assert from 'node:assert/strict';
import { test } from 'node:test';

import { markedExcerpt, markedText, snippetOctetsMax } from '#proto/jmap/email/search-snippet.ts';
import { fc } from '#test/stage/property.ts';

test('Terms are marked, without case, in escaped text (RFC 8621 §5)', () => {
  assert.equal(
    markedText('The <Foo> & foobar', ['foo']),
    'The &lt;<mark>Foo</mark>&gt; &amp; <mark>foo</mark>bar',
  );
  assert.equal(markedText('abcd', ['abc', 'bcd']), '<mark>abcd</mark>');
  assert.equal(markedText('nothing', ['foo']), null);
  assert.equal(markedText('İstanbul x', ['x']), 'İstanbul <mark>x</mark>');
  assert.equal(markedText('cafe\u0301', ['café']), '<mark>café</mark>');
});

test('A preview shows the first term and what is around it (RFC 8621 §5)', () => {
  const text = `${'word '.repeat(100)}needle ${'more '.repeat(100)}`;
  const excerpt = markedExcerpt(text, ['needle']) ?? '';
  assert.match(excerpt, /^word .*word <mark>needle<\/mark> more .*more$/);
  assert.ok(Buffer.byteLength(excerpt) <= snippetOctetsMax);
  assert.equal(markedExcerpt(text, ['hay']), null);
});

test('Whatever the text, a preview is short, escaped and well-formed (RFC 8621 §5)', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '<', '&', 'é', '😀', 'İ') });
  fc.assert(
    fc.property(letters, letters, (text, term) => {
      const excerpt = markedExcerpt(text.repeat(9), [term.toLowerCase().trim()]);
      if (excerpt === null) return;
      assert.ok(Buffer.byteLength(excerpt) <= snippetOctetsMax, excerpt);
      assert.match(excerpt, /^(?:[^<>]|<mark>[^<>]+<\/mark>)*$/);
      assert.equal(excerpt.toWellFormed(), excerpt);
    }),
  );
});
