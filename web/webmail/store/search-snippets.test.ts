import assert from 'node:assert/strict';
import { test } from 'node:test';

import { snippetPieces } from './search-snippets.ts';

test('What was found is marked, and the rest stays text (RFC 8621 §5)', () => {
  assert.deepEqual(snippetPieces('a &lt;b&gt; <mark>c &amp;amp;</mark> d'), [
    { text: 'a <b> ', marked: false },
    { text: 'c &amp;', marked: true },
    { text: ' d', marked: false },
  ]);
  assert.deepEqual(snippetPieces('<mark>x</mark>'), [{ text: 'x', marked: true }]);
  assert.deepEqual(snippetPieces('<img src=x>'), [{ text: '<img src=x>', marked: false }]);
  assert.deepEqual(snippetPieces(''), []);
});
