import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { readTlsReport, tlsReportCharactersMax } from '#proto/tls-report/read-tls-report.ts';
import type { TlsReport } from '#proto/tls-report/tls-report.ts';
import { writeTlsReport } from '#proto/tls-report/write-tls-report.ts';
import { fc } from '#test/stage/property.ts';

const report: TlsReport = {
  organization: 'Other',
  contact: 'noreply-tls@other.test',
  reportId: '1@other.test',
  begin: Date.UTC(2026, 0, 1),
  end: Date.UTC(2026, 0, 1, 23, 59, 59),
  policies: [
    {
      type: 'sts',
      strings: ['version: STSv1', 'mode: enforce'],
      domain: 'example.test',
      mxHosts: ['*.example.test'],
      successes: 5,
      failures: 2,
      details: [
        {
          result: 'certificate-expired',
          sendingIp: '192.0.2.1',
          receivingHost: 'mx.example.test',
          receivingHelo: '',
          receivingIp: '2001:db8::1',
          sessions: 2,
          information: '',
          reason: 'CERT_HAS_EXPIRED',
        },
      ],
    },
    {
      type: 'no-policy-found',
      strings: [],
      domain: 'example.test',
      mxHosts: [],
      successes: 1,
      failures: 0,
      details: [],
    },
  ],
};

test('What is written is read again (RFC 8460 §4.4)', () => {
  const text = writeTlsReport(report);
  assert.deepEqual(readTlsReport(text), report);
  assert.match(text, /"start-datetime":"2026-01-01T00:00:00Z"/u);
});

test('What is missing or odd is empty, and no report is none (RFC 8460 §4.4)', () => {
  const odd = readTlsReport(
    '{"date-range":[],"policies":[1,{"policy":{"policy-domain":"A.test.","mx-host":"mx"},"summary":{"total-successful-session-count":"3","total-failure-session-count":-1},"failure-details":[{"failed-session-count":1.5,"sending-mta-ip":"x"}]}]}',
  );
  const [policy] = odd.policies;
  assert.deepEqual(
    [policy?.domain, policy?.mxHosts, policy?.successes, policy?.failures],
    ['a.test', ['mx'], 3, 0],
  );
  assert.deepEqual([odd.begin, policy?.details[0]?.sessions], [0, 0]);
  for (const text of [
    '',
    '1',
    '[]',
    '{"policies":{}}',
    '{"policies":[{}]}',
    `"${'x'.repeat(tlsReportCharactersMax)}"`,
  ]) {
    assert.throws(() => readTlsReport(text), ParseError);
  }
});

test('No JSON throws anything but ParseError (RFC 8460 §4.4)', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        readTlsReport(`{"policies":[${text}, {"policy":${text}}]}`);
      } catch (error) {
        assert.ok(error instanceof ParseError);
      }
    }),
  );
});
