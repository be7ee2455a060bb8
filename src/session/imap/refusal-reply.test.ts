import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { refusalReply } from '#session/imap/refusal-reply.ts';

test('A full disk is a limit, not a quota nor an outage (RFC 9051 §7.1, RFC 5530 §3)', () => {
  assert.match(refusalReply(new Refusal('store.full')), /^NO \[LIMIT\] /u);
  assert.match(refusalReply(new Refusal('mailbox.full')), /^NO \[OVERQUOTA\] /u);
  assert.match(refusalReply(new Refusal('store.failed')), /^NO \[UNAVAILABLE\] /u);
});
