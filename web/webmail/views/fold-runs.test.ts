import assert from 'node:assert/strict';
import { test } from 'node:test';

import { foldRuns } from './fold-runs.ts';

/** Capitals are open messages, a number stands for so many folded ones. */
function folded(letters: string): string {
  return foldRuns(letters.split(''), (letter) => letter === letter.toLowerCase())
    .map((fold) => ('one' in fold ? fold.one : String(fold.several.length)))
    .join('');
}

test('Long rows of closed messages are folded, their ends stay', () => {
  assert.equal(folded('abcdeF'), 'a3eF');
  assert.equal(folded('abcdF'), 'abcdF');
  assert.equal(folded('AbcdefgHijK'), 'Ab4gHijK');
  assert.equal(folded('abcdefghi'), 'a7i');
  assert.equal(folded(''), '');
});
