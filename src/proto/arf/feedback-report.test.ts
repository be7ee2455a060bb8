import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseFeedbackReport, reportedMessage } from '#proto/arf/feedback-report.ts';
import { parseFields } from '#proto/mime/fields.ts';

test('A complaint tells who complains about what (RFC 5965 §3.1, §3.2)', () => {
  const report = parseFeedbackReport(
    [
      'Feedback-Type: Abuse',
      'User-Agent: SomeGenerator/1.0',
      'Version: 1',
      'Original-Mail-From: <news@example.test>',
      'Original-Rcpt-To: rfc822; <eva@remote.test>',
      'Original-Rcpt-To: <max@remote.test>',
      'Arrival-Date: Thu, 8 Mar 2026 14:00:00 +0000',
      'Reporting-MTA: dns; mail.remote.test',
      'Source-IP: [IPv6:2001:DB8::1]',
      'Reported-Domain: Example.test',
      'Reported-Uri: http://example.test/',
      'Removal-Recipient: eva@remote.test',
      'Incidents: 3',
      '',
    ].join('\r\n'),
  );
  assert.equal(report?.type, 'abuse');
  assert.equal(report.mailFrom, 'news@example.test');
  assert.deepEqual(report.recipients, ['eva@remote.test', 'max@remote.test']);
  assert.deepEqual(report.removeRecipients, ['eva@remote.test']);
  assert.equal(report.arrivedAt, Date.UTC(2026, 2, 8, 14));
  assert.equal(report.sourceIp, '2001:db8::1');
  assert.equal(report.reportingServer, 'mail.remote.test');
  assert.deepEqual([report.incidents, report.reportedDomains], [3, ['example.test']]);
});

test('A failure of authentication tells what failed (RFC 6591 §3.1, RFC 9991 §4)', () => {
  const report = parseFeedbackReport(
    'Feedback-Type: auth-failure\nAuth-Failure: DMARC\nDelivery-Result: reject\nIdentity-Alignment: dkim, spf\nDKIM-Domain: X.test\nDKIM-Selector: s1\nSource-IP: 192.0.2.1\nReceived-Date: Thu, 8 Mar 2026 14:00:00 +0000\n',
  );
  assert.deepEqual(
    [report?.authFailure, report?.deliveryResult, report?.identityAlignment, report?.dkimDomain],
    ['dmarc', 'reject', 'dkim, spf', 'x.test'],
  );
  assert.equal(report?.arrivedAt, Date.UTC(2026, 2, 8, 14));
});

test('What does not say its type is no report, and odd values are none (RFC 5965 §3.1)', () => {
  assert.equal(parseFeedbackReport('User-Agent: x\r\n'), undefined);
  assert.equal(parseFeedbackReport(''), undefined);
  const odd = parseFeedbackReport(
    'Feedback-Type: x\nIncidents: -4\nSource-IP: here\nArrival-Date: soon\n',
  );
  assert.deepEqual([odd?.incidents, odd?.sourceIp, odd?.arrivedAt], [1, '', undefined]);
});

test('The message in question is known by its header (RFC 5965 §2)', () => {
  const message = reportedMessage(parseFields('From: a\nSubject: b\nMessage-ID: <c@d>\nTo: e\n\n'));
  assert.deepEqual(message, { from: 'a', to: 'e', subject: 'b', messageId: '<c@d>', date: '' });
});
