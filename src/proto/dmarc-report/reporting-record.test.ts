import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseReportingRecord, reportUrisMax } from '#proto/dmarc-report/reporting-record.ts';
import { parseTlsrptRecord } from '#proto/tls-report/tlsrpt-record.ts';

test('A record says where reports go, and how large they may be (RFC 9989 §4.7, RFC 7489 §6.2, RFC 6068 §2)', () => {
  const read = parseReportingRecord(
    'v=DMARC1; p=reject; sp=none;aspf=s; t=y; fo=1:d; rua=mailto:a@x.test!10m, mailto:b%2Bc@y.test ,https://z.test/r!5k,ftp://w',
  );
  assert.deepEqual(read?.rua, [
    { scheme: 'mailto', target: 'a@x.test', octetsMax: 10_485_760 },
    { scheme: 'mailto', target: 'b+c@y.test', octetsMax: undefined },
    { scheme: 'https', target: 'https://z.test/r', octetsMax: 5_120 },
  ]);
  assert.deepEqual(read?.policy, {
    p: 'reject',
    sp: 'none',
    np: '',
    adkim: 'r',
    aspf: 's',
    fo: '1:d',
    testing: 'y',
  });
  const [plain] = parseReportingRecord('v=DMARC1;rua=mailto:a@x.test!512')?.rua ?? [];
  assert.equal(plain?.octetsMax, 512);
});

test('What is no record is none, and no record asks for too much (RFC 9989 §4.7)', () => {
  for (const text of ['', 'v=DMARC2; rua=mailto:a@x.test', 'p=none; v=DMARC1', 'v=DMARC1x']) {
    assert.equal(parseReportingRecord(text), undefined, text);
  }
  assert.deepEqual(parseReportingRecord('v=DMARC1')?.rua, []);
  assert.equal(parseReportingRecord('v=DMARC1; p=odd')?.policy.p, 'none');
  assert.deepEqual(parseReportingRecord('v=DMARC1; rua=mailto:%ff@x, mailto:,a@b')?.rua, []);
  const many = `v=DMARC1; rua=${'mailto:a@x.test,'.repeat(50)}`;
  assert.equal(parseReportingRecord(many)?.rua.length, reportUrisMax);
});

test('A domain asks for reports of TLS (RFC 8460 §3)', () => {
  assert.deepEqual(
    parseTlsrptRecord('v=TLSRPTv1;rua=mailto:tls@x.test')?.map(({ target }) => target),
    ['tls@x.test'],
  );
  assert.equal(parseTlsrptRecord('v=TLSRPTv2; rua=mailto:tls@x.test'), undefined);
  assert.deepEqual(parseTlsrptRecord('v=TLSRPTv1;'), []);
});
