import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readEmailPatch } from '#proto/jmap/email/email-patch.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { SetError } from '#proto/jmap/set-error.ts';

function errorOf(patch: JsonObject): unknown {
  try {
    readEmailPatch(patch);
  } catch (error) {
    if (error instanceof SetError) return error.toJSON();
    throw error;
  }
  return undefined;
}

test('Keywords and mailboxes are changed in parts or whole (RFC 8621 §4.6, RFC 8620 §5.3)', () => {
  assert.deepEqual(
    readEmailPatch({
      'keywords/$Seen': true,
      'keywords/a~1b~0': null,
      'mailboxIds/m2': true,
      'mailboxIds/#new': true,
      'mailboxIds/m1': null,
    }),
    {
      keywords: { replace: false, add: ['$seen'], remove: ['a/b~'] },
      mailboxIds: { replace: false, add: ['m2', '#new'], remove: ['m1'] },
      unchanged: {},
    },
  );
  assert.deepEqual(readEmailPatch({ keywords: {}, mailboxIds: { m1: true }, id: 'e1' }), {
    keywords: { replace: true, add: [], remove: [] },
    mailboxIds: { replace: true, add: ['m1'], remove: [] },
    unchanged: { id: 'e1' },
  });
});

test('Each wrong member of a patch is named (RFC 8620 §5.3)', () => {
  const { properties } = Object(
    errorOf({
      'keywords/$seen': false,
      'keywords/$deleted': true,
      'keywords/a b': true,
      'mailboxIds/': true,
      'mailboxIds/m1': 1,
      'from/0': null,
    }),
  );
  assert.deepEqual(properties, [
    'keywords/$seen',
    'keywords/$deleted',
    'keywords/a b',
    'mailboxIds/',
    'mailboxIds/m1',
    'from/0',
  ]);
  assert.deepEqual(Object(errorOf({ mailboxIds: {} })).properties, ['mailboxIds']);
  assert.equal(Object(errorOf({ keywords: {}, 'keywords/a': true })).type, 'invalidPatch');
});
