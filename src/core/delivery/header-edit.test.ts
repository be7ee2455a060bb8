import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Envelope } from '#core/delivery/envelope.ts';
import { editHeader, hopsMax, ownHopsMax, readHeader } from '#core/delivery/header-edit.ts';

const hostName = 'mail.example.test';
const login = { tenantId: 1, accountId: 1, address: 'ada@example.test', credentialId: 1 };
const recipient = {
  address: 'ben@example.test',
  domain: 'example.test',
  resolution: { kind: 'remote' },
  notify: undefined,
  originalRecipient: undefined,
} as const;

const mx: Envelope = {
  id: 'id1',
  origin: {
    face: 'mx',
    helo: 'c.test',
    remoteAddress: '192.0.2.1',
    tls: undefined,
    protocol: 'ESMTP',
    login: undefined,
  },
  sender: 'grüße@remote.test',
  recipients: [recipient],
  body: '7bit',
  smtpUtf8: true,
  requireTls: false,
  returnContent: undefined,
  envelopeId: undefined,
};

const submission: Envelope = {
  ...mx,
  sender: '',
  origin: { ...mx.origin, face: 'submission', login },
};

/** The header as it is filed. */
function edit(header: string, envelope: Envelope = mx, policyFields: string[] = []): string {
  const facts = readHeader(header, hostName);
  const at = Date.UTC(2026, 1, 2);
  const edited = editHeader({ header, facts, envelope, hostName, at, policyFields });
  return Buffer.from(edited.front + (edited.header ?? header), 'latin1').toString('utf8');
}

const received =
  'Received: from c.test ([192.0.2.1])\r\n\tby mail.example.test with ESMTP id id1\r\n' +
  '\tfor <ben@example.test>;\r\n\tMon, 2 Feb 2026 00:00:00 +0000\r\n';

test('Return-Path is the sender of the envelope, and the only one (RFC 5321 §4.4)', () => {
  const old =
    'return-path: <x>\r\nA: b\r\nReturn-Path : <y>\r\n folded\r\nX-Return-Path: z\r\n\r\n';
  assert.equal(
    edit(old),
    `Return-Path: <grüße@remote.test>\r\n${received}A: b\r\nX-Return-Path: z\r\n\r\n`,
  );
  assert.ok(edit('A: b\r\n\r\n', { ...mx, sender: '' }).startsWith('Return-Path: <>\r\n'));
});

test('Several recipients are not named in Received (RFC 5321 §7.2)', () => {
  assert.doesNotMatch(
    edit('A: b\r\n\r\n', { ...mx, recipients: [recipient, recipient] }),
    /for </u,
  );
});

test('Fields of the policies stand above what came', () => {
  assert.ok(edit('A: b\r\n\r\n', mx, ['X-P: q\r\n']).endsWith('+0000\r\nX-P: q\r\nA: b\r\n\r\n'));
});

test('A message without a header keeps its text as text (RFC 5322 §2.2)', () => {
  assert.ok(edit('just text\r\n').endsWith('+0000\r\n\r\njust text\r\n'));
  assert.ok(edit('\r\n').endsWith('+0000\r\n\r\n'));
  assert.ok(edit('').endsWith('+0000\r\n'));
});

test('Submission adds Date, Message-ID and From where they lack, and only it (RFC 6409 §8)', () => {
  const added = edit('Subject: x\r\n\r\n', submission);
  assert.match(
    added,
    /\r\nDate: Mon, 2 Feb 2026 00:00:00 \+0000\r\nMessage-ID: <id1@mail\.example\.test>\r\nFrom: <ada@example\.test>\r\nSubject/u,
  );
  const whole = 'Date: d\r\nMessage-ID: <m>\r\nFrom: f\r\n\r\n';
  assert.ok(edit(whole, submission).endsWith(`+0000\r\n${whole}`));
  assert.doesNotMatch(edit('Subject: x\r\n\r\n'), /Date:|Message-ID:|From:/u);
});

test('Submission takes Bcc out, which would tell on others (RFC 5322 §3.6.3)', () => {
  const fields = 'Date: d\r\nMessage-ID: <m>\r\nFrom: f\r\n';
  const told = `${fields}bcc: a,\r\n\tb\r\nResent-Bcc: c\r\nX-Bcc: d\r\n\r\n`;
  assert.ok(edit(told, submission).endsWith(`+0000\r\n${fields}X-Bcc: d\r\n\r\n`));
  assert.ok(edit(told).endsWith(told), 'Others are the sender’s server’s business');
});

/** Whether a message with so many hops by a host goes round. */
const hops = (count: number, by: string): boolean =>
  readHeader(`Received: from a\r\n\tby ${by} with SMTP; x\r\n`.repeat(count), hostName).looped;

test('A message that goes round is known by its hops, ours sooner (RFC 5321 §6.3)', () => {
  assert.equal(hops(hopsMax, 'elsewhere.test'), false);
  assert.equal(hops(hopsMax + 1, 'elsewhere.test'), true);
  assert.equal(hops(ownHopsMax, 'MAIL.example.test'), false);
  assert.equal(hops(ownHopsMax + 1, 'MAIL.example.test'), true);
  assert.equal(hops(ownHopsMax + 1, 'notmail.example.test'), false);
});

test('Results that claim to be ours go, but not those of our own servers (RFC 8601 §5)', () => {
  const forged = `authentication-results : (x) "${hostName}"; dmarc=pass\r\n`;
  const other = 'Authentication-Results: mx.other.test; dmarc=pass\r\n';
  const header = `A: b\r\n${forged}${other}\r\n`;
  const ours = `Authentication-Results: ${hostName}; none\r\n`;
  assert.ok(edit(header, mx, [ours]).endsWith(`+0000\r\n${ours}A: b\r\n${other}\r\n`));
  assert.ok(edit(header, submission).endsWith(`A: b\r\n${other}\r\n`));
  const lmtp: Envelope = { ...mx, origin: { ...mx.origin, face: 'lmtp' } };
  assert.ok(edit(header, lmtp).endsWith(header));
});
