import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { applyPatch, invertPatch, keywordPatch, movePatch } from './email-patch.ts';
import { unreadChanges } from './unread-changes.ts';

const email: Email = {
  id: 'e1',
  blobId: 'b1',
  threadId: 't1',
  mailboxIds: { m1: true, m2: true },
  keywords: { $flagged: true },
  size: 1,
  receivedAt: '2026-05-04T09:00:00Z',
  subject: null,
  from: null,
  to: null,
  preview: '',
  hasAttachment: false,
};

test('A move leaves one folder, or all of them', () => {
  assert.deepEqual(movePatch(email, 'm3', 'm1'), { 'mailboxIds/m1': null, 'mailboxIds/m3': true });
  assert.deepEqual(applyPatch(email, movePatch(email, 'm3')).mailboxIds, { m3: true });
  assert.deepEqual(applyPatch(email, movePatch(email, 'm1')).mailboxIds, { m1: true });
});

test('Undo brings back what was, and touches nothing else', () => {
  const patches = [
    movePatch(email, 'm3', 'm1'),
    movePatch(email, 'm1'),
    keywordPatch('$seen', true),
    keywordPatch('$flagged', true),
    keywordPatch('$flagged', false),
  ];
  for (const patch of patches) {
    const inverse = invertPatch(email, patch);
    assert.deepEqual(applyPatch(applyPatch(email, patch), inverse), email, JSON.stringify(patch));
  }
  assert.deepEqual(invertPatch(email, keywordPatch('$flagged', true)), {});
});

test('Counts of unread messages follow at once', () => {
  const read = applyPatch(email, keywordPatch('$seen', true));
  assert.deepEqual(
    [...unreadChanges([email], [read])],
    [
      ['m1', -1],
      ['m2', -1],
    ],
  );
  const moved = applyPatch(email, movePatch(email, 'm3', 'm1'));
  assert.deepEqual(Object.fromEntries(unreadChanges([email], [moved])), { m1: -1, m2: 0, m3: 1 });
});
