import assert from 'node:assert/strict';
import { test } from 'node:test';

import { returnedHeaderOctetsMax } from '#core/delivery/report-parts.ts';
import { returnedMessageOctetsMax } from '#core/queue/returned-part.ts';
import { diagnosticCharactersMax } from '#core/queue/status-fields.ts';
import {
  buildStatusReport,
  recipientsToTell,
  type ReportedMessage,
  type ReportedRecipient,
  type StatusReport,
  statusReportEnvelope,
} from '#core/queue/status-report.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { fieldValue, type Part } from '#proto/mime/structure.ts';
import { LineEndCheck } from '#proto/smtp/line-end-check.ts';
import { fc } from '#test/stage/property.ts';

const header =
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Ulm\r\nMessage-ID: <1@client>\r\nFrom: a@b\r\n\r\n';
const octets = Buffer.from(`${header}Text\r\n.\r\n`);

const message: ReportedMessage = {
  sender: 'ada@example.test',
  envelopeId: 'QQ+1',
  returnContent: undefined,
  requireTls: false,
  queuedAt: Date.UTC(2026, 10, 24, 8, 30),
  header,
  octets,
};

const recipient: ReportedRecipient = {
  address: 'bob@remote.test',
  originalRecipient: 'rfc822;bob+2Bx@remote.test',
  remoteHost: 'mx.remote.test',
  reply: { code: 550, enhanced: '5.1.1', lines: ['No such user', 'here'] },
  status: '',
  reason: '',
  expired: false,
  lastAttemptAt: Date.UTC(2026, 10, 24, 9),
};

const report: StatusReport = {
  kind: 'failed',
  reportId: 'q1-failure',
  message,
  recipients: [recipient],
  language: 'en',
  timeZone: 'Europe/Berlin',
  hostName: 'mail.example.test',
  domain: 'example.test',
  at: Date.UTC(2026, 10, 24, 9, 1),
  retriesUntil: undefined,
};

type Read = {
  readonly root: Part;
  readonly types: readonly string[];
  /** The bodies of the three parts, as text. */
  readonly text: string;
  readonly status: string;
  readonly returned: string;
};

/** Reads a report by our own parser. */
function read(change: Partial<StatusReport>): Read {
  const octets = buildStatusReport({ ...report, ...change });
  const check = new LineEndCheck();
  check.push(octets);
  assert.equal(check.bareLineEnd, false);
  const lengths = octets.toString('latin1').split('\r\n');
  assert.ok(lengths.every((line) => line.length <= 998));
  const { root } = scanMessage(octets);
  const [text = '', status = '', returned = '', ...others] = root.children.map((part) =>
    octets.subarray(part.bodyStart, part.bodyEnd).toString(),
  );
  assert.deepEqual(others, []);
  const types = root.children.map(({ type, subtype }) => `${type}/${subtype}`);
  return { root, types, text, status, returned };
}

const changed = (change: Partial<ReportedRecipient>) => ({
  recipients: [{ ...recipient, ...change }],
});

test('a failure: for people, for programs, and the header (RFC 3461 §6, RFC 3464 §2, §2.2, §2.3, §2.3.1, §2.3.4, §2.3.6, RFC 6522 §3)', () => {
  const { root, types, text, status, returned } = read({});
  assert.deepEqual(types, ['text/plain', 'message/delivery-status', 'text/rfc822-headers']);
  assert.equal(root.subtype, 'report');
  assert.equal(root.parameters.find(([name]) => name === 'report-type')?.[1], 'delivery-status');
  assert.equal(fieldValue(root, 'from'), 'Mail Delivery <postmaster@example.test>');
  assert.equal(fieldValue(root, 'to'), '<ada@example.test>');
  assert.equal(decodeWords(fieldValue(root, 'subject') ?? ''), 'Not delivered: Grüße aus Ulm');
  assert.equal(fieldValue(root, 'auto-submitted'), 'auto-replied'); // RFC 3834 §5
  assert.equal(fieldValue(root, 'in-reply-to'), '<1@client>'); // RFC 5322 §3.6.4
  assert.equal(
    text,
    [
      'Your message was not delivered to the addresses below.',
      '',
      '    Subject: Grüße aus Ulm',
      '    Sent: 24 November 2026 at 09:30 CET',
      '',
      'bob@remote.test',
      '  There is no such address at remote.test.',
      '  What you can do: Check the spelling, and ask the recipient for the right',
      '  address if it seems correct.',
      '  mx.remote.test answered:',
      '    550 5.1.1 No such user here',
      '',
      'The header of your message is attached, its text is not.',
      '',
      'mail.example.test',
      '',
    ].join('\r\n'),
  );
  assert.equal(
    status,
    [
      'Original-Envelope-Id: QQ+1',
      'Reporting-MTA: dns; mail.example.test',
      'Arrival-Date: Tue, 24 Nov 2026 08:30:00 +0000',
      '',
      'Original-Recipient: rfc822; bob+x@remote.test',
      'Final-Recipient: rfc822; bob@remote.test',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mx.remote.test',
      'Diagnostic-Code: smtp; 550 5.1.1 No such user here',
      'Last-Attempt-Date: Tue, 24 Nov 2026 09:00:00 +0000',
      '',
    ].join('\r\n'),
  );
  assert.equal(returned, header);
});

test('German is written in German', () => {
  const { root, text } = read({ language: 'de', ...changed({ expired: true }) });
  assert.match(decodeWords(fieldValue(root, 'subject') ?? ''), /^Nicht zugestellt: Grüße/u);
  assert.match(text, /Gesendet: 24\. November 2026 um 09:30 MEZ/u);
  assert.match(text, /Diese Adresse gibt es bei remote\.test nicht\./u);
  assert.match(text, /Wir haben es seit 24\. November 2026 um 09:30 MEZ versucht/u);
  assert.match(text, /mx\.remote\.test antwortete:/u);
});

test('a delay says that it goes on and until when, and returns the header only (RFC 3464 §2.3.9, RFC 3461 §6.2)', () => {
  const retriesUntil = Date.UTC(2026, 10, 29, 8, 30);
  const full = { ...message, returnContent: 'full' } as const;
  const away = changed({ reply: undefined, status: '4.4.1', reason: 'Connection timed out' });
  const { text, status, types } = read({ kind: 'delayed', message: full, retriesUntil, ...away });
  assert.match(text, /^Your message has not been delivered yet/u);
  assert.match(text, /until 29 November 2026 at 09:30 CET\. You need not send it\r\nagain\./u);
  assert.match(text, /Technical reason:\r\n {4}Connection timed out/u);
  assert.match(
    status,
    /\r\nAction: delayed\r\nStatus: 4\.4\.1\r\nRemote-MTA: dns; mx\.remote\.test\r\n/u,
  );
  assert.ok(!status.includes('Diagnostic-Code'));
  assert.match(status, /\r\nWill-Retry-Until: Sun, 29 Nov 2026 08:30:00 \+0000\r\n$/u);
  assert.equal(types[2], 'text/rfc822-headers');
  assert.match(read({ kind: 'delayed' }).text, /We go on trying\./u);
});

test('what goes to a server that sends no reports is told as relayed (RFC 3461 §5.2.2, RFC 3464 §2.3.3)', () => {
  const reply = { code: 250, enhanced: '', lines: ['Ok'] };
  const { root, text, status } = read({ kind: 'relayed', ...changed({ reply }) });
  assert.match(decodeWords(fieldValue(root, 'subject') ?? ''), /^Handed over: Grüße/u);
  assert.match(text, /\r\n {2}mx\.remote\.test has it now\. It sends no reports/u);
  assert.match(status, /\r\nAction: relayed\r\nStatus: 2\.0\.0\r\n/u);
});

test('RET=FULL brings the message back, RET=HDRS its header (RFC 3461 §4.3, §6.2)', () => {
  const { types, returned, text } = read({ message: { ...message, returnContent: 'full' } });
  assert.equal(types[2], 'message/rfc822');
  assert.equal(returned, octets.toString());
  assert.match(text, /\r\nYour message is attached\.\r\n/u);
  const headers = read({ message: { ...message, returnContent: 'headers' } });
  assert.equal(headers.types[2], 'text/rfc822-headers');
});

test('what is returned is bounded, and never a message that cannot be sent as text (RFC 2046 §5.2.1)', () => {
  const line = `${'x'.repeat(70)}\r\n`;
  const long = Buffer.from(header + line.repeat(returnedMessageOctetsMax / line.length));
  for (const octets of [
    long,
    Buffer.from(`${header}\0`),
    Buffer.from(`${header}a\nb`),
    Buffer.from(header + 'x'.repeat(999)),
    undefined,
  ]) {
    const { types } = read({ message: { ...message, returnContent: 'full', octets } });
    assert.equal(types[2], 'text/rfc822-headers');
  }
  const wide = `${line.replace(/^x/u, 'X:').repeat(1_000)}\r\n`;
  const { returned } = read({ message: { ...message, header: wide } });
  assert.ok(returned.length > returnedHeaderOctetsMax - 100);
  assert.ok(returned.length <= returnedHeaderOctetsMax);
});

test('addresses beyond ASCII have parts of their own types (RFC 6533 §3, §4)', () => {
  const wide = Buffer.from('Subject: Grüße\r\n\r\n').toString('latin1');
  const international = {
    ...message,
    sender: 'ädä@example.test',
    header: wide,
    octets: Buffer.from(`${wide}ü\r\n`, 'latin1'),
  };
  const originalRecipient = Buffer.from('utf-8;bøb@remote.test').toString('latin1');
  const change = changed({ address: 'bøb@remote.test', originalRecipient });
  const { root, types, status } = read({ message: international, ...change });
  assert.deepEqual(types, [
    'text/plain',
    'message/global-delivery-status',
    'message/global-headers',
  ]);
  assert.equal(
    Buffer.from(fieldValue(root, 'to') ?? '', 'latin1').toString(),
    '<ädä@example.test>',
  );
  assert.match(
    status,
    /\r\nOriginal-Recipient: utf-8; bøb@remote\.test\r\nFinal-Recipient: utf-8; bøb@remote\.test\r\n/u,
  );
  const full = read({ message: { ...international, returnContent: 'full' } });
  assert.equal(full.types[2], 'message/global');
});

test('a reply without an enhanced code has the class of its code (RFC 3464 §2.3.4)', () => {
  for (const [code, expected] of [
    [450, '4.0.0'],
    [554, '5.0.0'],
  ] as const) {
    const { status } = read(changed({ reply: { code, enhanced: '', lines: ['no'] } }));
    assert.match(status, new RegExp(`\\r\\nStatus: ${expected}\\r\\n`, 'u'));
  }
});

test('who asked for no report gets none, and nobody reports to nobody (RFC 3461 §4.1, §6.1, RFC 5321 §4.5.5)', () => {
  const all = [{}, { notify: 'NEVER' }, { notify: 'FAILURE' }, { notify: 'SUCCESS,DELAY' }];
  assert.deepEqual(recipientsToTell('failed', 'a@b', all), [{}, { notify: 'FAILURE' }]);
  assert.deepEqual(recipientsToTell('delayed', 'a@b', all), [{}, { notify: 'SUCCESS,DELAY' }]);
  assert.deepEqual(recipientsToTell('relayed', 'a@b', all), [{ notify: 'SUCCESS,DELAY' }]);
  assert.deepEqual(recipientsToTell('failed', '', all), []);
});

test('the report goes out from nobody and asks for no report itself (RFC 3461 §6.1, RFC 8689 §5)', () => {
  const envelope = statusReportEnvelope(
    { ...report, message: { ...message, requireTls: true } },
    { kind: 'remote' },
  );
  assert.equal(envelope.sender, '');
  assert.equal(envelope.id, 'q1-failure');
  assert.equal(envelope.requireTls, true);
  const [to] = envelope.recipients;
  assert.deepEqual(
    [to?.address, to?.domain, to?.notify],
    ['ada@example.test', 'example.test', 'NEVER'],
  );
});

test('whatever a server says, the report keeps its shape (RFC 3464 §2.1)', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.constantFrom(
      'a\r\n\r\nAction: delivered',
      '--report-q1-failure',
      '{todo}',
      'ü'.repeat(1_000),
    ),
    fc.constant('x'.repeat(3_000)),
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 3 }), words, (lines, host) => {
      const reply = { code: 550, enhanced: '5.7.1', lines };
      const { root, status, text } = read(changed({ reply, remoteHost: host.slice(0, 100) }));
      assert.equal(root.children.length, 3);
      const [, perRecipient = '', ...others] = status.split('\r\n\r\n');
      assert.deepEqual(others, []);
      const names = parseFields(perRecipient).map(({ name }) => name);
      assert.deepEqual(names, [
        'Original-Recipient',
        'Final-Recipient',
        'Action',
        'Status',
        'Remote-MTA',
        'Diagnostic-Code',
        'Last-Attempt-Date',
      ]);
      assert.ok(text.length < diagnosticCharactersMax + 2_000);
    }),
    { numRuns: 300 },
  );
});
