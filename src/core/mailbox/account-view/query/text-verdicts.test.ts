import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { TextField } from '#core/mailbox/account-view/query/email-query.ts';
import {
  type JudgedCondition,
  setVerdict,
  TextVerdicts,
  verdictOf,
} from '#core/mailbox/account-view/query/text-verdicts.ts';

const view = new AccountView(1);

function text(field: TextField, ...terms: readonly string[]): JudgedCondition {
  return { on: 'text', field, terms };
}

test('What lacks a word lacks what the word is a part of, and verdicts are kept', () => {
  const verdicts = new TextVerdicts();
  const first = verdicts.of(view, text('text', 'rep'));
  setVerdict(first, 0, true);
  setVerdict(first, 1, false);
  const verdict = (condition: JudgedCondition): unknown[] => {
    const known = verdicts.of(view, condition);
    return [verdictOf(known, 0), verdictOf(known, 1), verdictOf(known, 2)];
  };
  assert.deepEqual(verdict(text('text', 'rep')), [true, false, undefined]);
  assert.deepEqual(verdict(text('text', 'report', 'may')), [undefined, false, undefined]);
  assert.deepEqual(verdict(text('subject', 'rep')), [undefined, false, undefined]);
  assert.deepEqual(verdict(text('text', 're')), [undefined, undefined, undefined]);
  assert.deepEqual(verdict({ on: 'attachment', has: true }), [undefined, undefined, undefined]);
  const header = { on: 'header', name: 'x', terms: [] } as const;
  setVerdict(verdicts.of(view, header), 2, false);
  assert.deepEqual(verdict({ ...header, terms: ['a'] }), [undefined, undefined, false]);
  assert.deepEqual(verdict({ ...header, name: 'y' }), [undefined, undefined, undefined]);
});
