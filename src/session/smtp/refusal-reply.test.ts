import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalReply } from '#session/smtp/refusal-reply.ts';

const codeOf = (code: string): string => refusalReply({ code }).slice(0, 2).join(' ');

test('A full mailbox or disk passes, an unknown name does not (RFC 3463 §3, RFC 4954 §6)', () => {
  assert.equal(codeOf('recipient.unknown'), '550 5.1.1');
  assert.equal(codeOf('recipient.disabled'), '550 5.2.1');
  assert.equal(codeOf('recipient.full'), '452 4.2.2');
  assert.equal(codeOf('mailbox.full'), '452 4.2.2');
  assert.equal(codeOf('store.full'), '452 4.3.1');
  assert.equal(codeOf('store.failed'), '451 4.3.0');
  assert.equal(codeOf('login.denied'), '535 5.7.8');
  assert.equal(codeOf('login.busy'), '454 4.7.0');
});

test('A code that SMTP does not know is no fault of the peer and passes', () => {
  assert.deepEqual(refusalReply({ code: 'uid.limit' }).slice(0, 2), [451, '4.3.0']);
});
