import assert from 'node:assert/strict';
import { test } from 'node:test';

import { classifyFailure, type FailureClass } from '#core/queue/failure-class.ts';
import { adviceOn, fill, reportFrame, reportLanguage } from '#core/queue/failure-words.ts';
import { ReplyReader, replyText, type ServerReply } from '#proto/smtp/reply-reader.ts';

/** As large providers and servers word it. */
const replies: readonly (readonly [string, FailureClass])[] = [
  ['550-5.1.1 The email account that you tried to reach does not exist.', 'unknown-address'],
  ['550 5.5.0 Requested action not taken: mailbox unavailable', 'unknown-address'],
  ['550 5.4.1 Recipient address rejected: Access denied.', 'unknown-address'],
  ['550 #5.1.0 Address rejected.', 'unknown-address'],
  ['550 No such user here', 'unknown-address'],
  ['550 Unrouteable address: user unknown', 'unknown-address'],
  ['450 4.1.1 <x@y>: Recipient address rejected: unverified address', 'unknown-address'],
  ['553 sorry', 'unknown-address'],
  ['452 4.2.2 The email account that you tried to reach is over quota.', 'mailbox-full'],
  ['552 Quota exceeded', 'mailbox-full'],
  ['552 sorry', 'mailbox-full'],
  ['550 5.2.1 The email account that you tried to reach is inactive.', 'mailbox-closed'],
  [
    '550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Spamhaus',
    'refused-as-spam',
  ],
  ['550 5.7.1 part of their network is on our block list (S3140)', 'refused-as-spam'],
  ['554 IP=192.0.2.1 - bad reputation', 'refused-as-spam'],
  [
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
    'sender-unproven',
  ],
  ['550 5.7.1 rejected by DMARC policy', 'sender-unproven'],
  ['554 5.7.1 <x>: Sender address rejected: not owned', 'sender-refused'],
  ['550 5.1.8 Access denied, bad outbound sender', 'sender-refused'],
  ['554 5.7.1 <x@y>: Relay access denied', 'not-permitted'],
  ['554 Reject due to policy restrictions', 'not-permitted'],
  ['552-5.7.0 content presents a potential security issue', 'content-refused'],
  ['554 5.7.1 Virus found', 'content-refused'],
  ['552 5.3.4 Message size exceeds fixed limit', 'too-big'],
  ['552 Message too large', 'too-big'],
  ['550 5.6.7 SMTPUTF8 is required', 'no-utf8'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'no-tls'],
  ['556 5.1.10 Null MX', 'takes-no-mail'],
  ['521 no', 'takes-no-mail'],
  ['554 5.4.6 Too many hops', 'loop'],
  ['450 4.7.1 Greylisted, see later', 'busy'],
  ['451 4.7.1 Please try again later', 'busy'],
  ['421 Closing', 'busy'],
  ['452 Too much mail', 'busy'],
  ['554 Transaction failed', 'other'],
  ['550 5.7.1 No.', 'not-permitted'],
];

function parse(line: string): ServerReply {
  const found: ServerReply[] = [];
  new ReplyReader().push(Buffer.from(`${line.replace(/^(\d\d\d)-/u, '$1 ')}\r\n`), found);
  assert.ok(found[0] !== undefined);
  return found[0];
}

test('real replies are sorted by enhanced code, reply code and words (RFC 3463 §3, RFC 7505 §6, RFC 7372 §3)', () => {
  for (const [line, expected] of replies) {
    const reply = parse(line);
    const { code, enhanced } = reply;
    assert.equal(classifyFailure({ code, enhanced, text: replyText(reply) }), expected, line);
  }
});

const sorted = (enhanced: string, text = '') => classifyFailure({ code: 0, enhanced, text });

test('what no server has answered is sorted by our code or words', () => {
  assert.equal(sorted('5.1.2'), 'host-not-found');
  assert.equal(sorted('4.4.1'), 'unreachable');
  assert.equal(sorted('4.4.7'), 'expired');
  assert.equal(sorted('5.7.30'), 'no-tls');
  assert.equal(sorted('4.0.0', 'Connection timed out'), 'unreachable');
  assert.equal(sorted('5.0.0', 'Host not found'), 'host-not-found');
  assert.equal(sorted(''), 'other');
});

test('only the start of a long reply is searched for words', () => {
  const text = `${'x'.repeat(2_000)} spam`;
  assert.equal(classifyFailure({ code: 550, enhanced: '', text }), 'other');
});

test('every class has its sentences in both languages', () => {
  const kinds = new Set(replies.map(([, kind]) => kind));
  for (const kind of [...kinds, 'host-not-found', 'unreachable', 'expired'] as const) {
    const english = adviceOn(kind, 'example.org', 'en');
    const german = adviceOn(kind, 'example.org', 'de');
    for (const { says, todo } of [english, german]) {
      assert.match(says, /\.$/u);
      assert.match(todo, /\.$/u);
      assert.ok(!`${says}${todo}`.includes('{'));
    }
    assert.notEqual(english.says, german.says);
  }
});

test('German is written to German-speaking people, English to all others (RFC 5646 §2.1)', () => {
  for (const tag of ['de', 'de-AT', 'DE-CH']) assert.equal(reportLanguage(tag), 'de');
  for (const tag of ['en', 'fr', '', 'den']) assert.equal(reportLanguage(tag), 'en');
  assert.equal(reportFrame('de').failedSubject, 'Nicht zugestellt');
  assert.equal(fill('{a} {b}', { a: '{b}', b: 'x' }), '{b} x', 'values are not filled in again');
});
