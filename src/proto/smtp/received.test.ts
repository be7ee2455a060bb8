import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatDate, formatReceived, receivedProtocol } from '#proto/smtp/received.ts';
import { formatReply } from '#proto/smtp/reply.ts';

const facts = {
  helo: 'client.test',
  remoteAddress: '2001:db8::1',
  hostName: 'mail.example.test',
  protocol: 'UTF8SMTPS',
  tls: 'TLSv1.3 with cipher TLS_AES_128_GCM_SHA256',
  id: 'abc0001',
  recipient: 'grüße@example.test',
  at: Date.UTC(2026, 1, 2, 3, 4, 5),
};

test('Received has from, by, with, id, for and the date (RFC 5321 §4.4, §4.1.3)', () => {
  assert.equal(
    Buffer.from(formatReceived(facts), 'latin1').toString('utf8'),
    'Received: from client.test ([IPv6:2001:db8::1]) (using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256)\r\n' +
      '\tby mail.example.test with UTF8SMTPS id abc0001\r\n' +
      '\tfor <grüße@example.test>;\r\n' +
      '\tMon, 2 Feb 2026 03:04:05 +0000\r\n',
  );
  const bare = formatReceived({ ...facts, tls: undefined, recipient: undefined });
  assert.doesNotMatch(bare, /using|for/u);
});

test('with says how it came (RFC 3848 §3, RFC 6531 §4.3)', () => {
  const plain = { lmtp: false, extended: true, utf8: false, tls: false, authenticated: false };
  assert.equal(receivedProtocol(plain), 'ESMTP');
  assert.equal(receivedProtocol({ ...plain, extended: false }), 'SMTP');
  assert.equal(receivedProtocol({ ...plain, tls: true }), 'ESMTPS');
  assert.equal(receivedProtocol({ ...plain, tls: true, authenticated: true }), 'ESMTPSA');
  assert.equal(receivedProtocol({ ...plain, utf8: true, authenticated: true }), 'UTF8SMTPA');
  assert.equal(receivedProtocol({ ...plain, lmtp: true }), 'LMTP');
  assert.equal(receivedProtocol({ ...plain, lmtp: true, utf8: true, tls: true }), 'UTF8LMTPS');
});

test('a date is UTC, and the next second is another (RFC 5322 §3.3)', () => {
  assert.equal(formatDate(0), 'Thu, 1 Jan 1970 00:00:00 +0000');
  assert.equal(formatDate(999), 'Thu, 1 Jan 1970 00:00:00 +0000');
  assert.equal(formatDate(1000), 'Thu, 1 Jan 1970 00:00:01 +0000');
});

test('each line of a reply has its codes (RFC 5321 §4.2.1, RFC 2034 §4, RFC 3463 §2)', () => {
  assert.equal(formatReply([250, '2.0.0', 'OK']), '250 2.0.0 OK\r\n');
  assert.equal(formatReply([250, '', 'a', 'b']), '250-a\r\n250 b\r\n');
  assert.equal(formatReply([550, '5.7.1', 'a', 'b']), '550-5.7.1 a\r\n550 5.7.1 b\r\n');
});
