import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseReportUris, reportUrisMax } from '#proto/dmarc-report/report-uris.ts';
import { parseTlsrptRecord } from '#proto/tls-report/tlsrpt-record.ts';

test('URIs say where reports go, and how large they may be (RFC 9989 §4.7, RFC 7489 §6.2, RFC 6068 §2)', () => {
  const texts = ['mailto:a@x.test!10m', ' mailto:b%2Bc@y.test?subject=x', 'https://z.test/r!5k'];
  assert.deepEqual(parseReportUris([...texts, 'ftp://w', 'mailto:d@x.test!512']), [
    { scheme: 'mailto', target: 'a@x.test', octetsMax: 10_485_760 },
    { scheme: 'mailto', target: 'b+c@y.test', octetsMax: undefined },
    { scheme: 'https', target: 'https://z.test/r', octetsMax: 5_120 },
    { scheme: 'mailto', target: 'd@x.test', octetsMax: 512 },
  ]);
});

test('What is no URI is none, and no record asks for too much (RFC 9989 §4.7)', () => {
  assert.deepEqual(parseReportUris(['mailto:%ff@x', 'mailto:', 'a@b', '', 'mailto:a@b!x']), []);
  const many = Array.from({ length: 50 }, () => 'mailto:a@x.test');
  assert.equal(parseReportUris(many).length, reportUrisMax);
});

function targets(text: string): readonly string[] | undefined {
  return parseTlsrptRecord(text)?.map(({ target }) => target);
}

test('A domain asks for reports of TLS (RFC 8460 §3)', () => {
  assert.deepEqual(targets('v=TLSRPTv1;rua=mailto:tls@x.test'), ['tls@x.test']);
  assert.deepEqual(targets('v = TLSRPTv1; x=y; rua = mailto:a@x.test, https://x.test/;'), [
    'a@x.test',
    'https://x.test/',
  ]);
  assert.equal(targets('v=TLSRPTv2; rua=mailto:tls@x.test'), undefined);
  assert.deepEqual(targets('v=TLSRPTv1;'), []);
});
