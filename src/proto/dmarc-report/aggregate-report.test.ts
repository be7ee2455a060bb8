import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import type { AggregateRecord, AggregateReport } from '#proto/dmarc-report/aggregate-report.ts';
import {
  readAggregateReport,
  type ReadAggregateReport,
  recordsMax,
} from '#proto/dmarc-report/read-aggregate-report.ts';
import { signaturesMax } from '#proto/dmarc-report/read-record.ts';
import { writeAggregateReport } from '#proto/dmarc-report/write-aggregate-report.ts';
import { xmlDepthMax, xmlFaultsMax } from '#proto/dmarc-report/xml-elements.ts';
import { fc } from '#test/stage/property.ts';

const record: AggregateRecord = {
  sourceIp: '2001:db8::1',
  count: 3,
  disposition: 'quarantine',
  dkim: 'fail',
  spf: 'pass',
  reasons: [{ type: 'local_policy', comment: 'arc=pass & <list>' }],
  headerFrom: 'example.test',
  envelopeFrom: '',
  envelopeTo: 'other.test',
  dkimResults: [
    { domain: 'example.test', selector: 'S1', result: 'fail', detail: 'body hash' },
    { domain: 'list.test', selector: 's', result: 'pass', detail: '' },
  ],
  spfResults: [{ domain: 'list.test', scope: 'mfrom', result: 'pass', detail: '' }],
};

const report: AggregateReport = {
  organization: 'Grüße & Söhne',
  email: 'noreply-dmarc@other.test',
  extraContact: '',
  reportId: '1@other.test',
  begin: 1_700_000_000,
  end: 1_700_086_399,
  errors: ['two records'],
  generator: 'Postamt',
  policy: {
    domain: 'example.test',
    p: 'reject',
    sp: 'quarantine',
    np: '',
    adkim: 'r',
    aspf: 's',
    fo: '1',
    testing: 'n',
    discovery: 'treewalk',
    pct: '',
  },
  records: [record, { ...record, sourceIp: '192.0.2.1', reasons: [], dkimResults: [] }],
};

test('What is written is read again (RFC 9990 §3.1.1)', () => {
  const xml = writeAggregateReport(report);
  const { report: read, faults, leftOut } = readAggregateReport(xml);
  assert.deepEqual(read, report);
  assert.deepEqual([faults, leftOut], [0, 0]);
  const order = ['<version>', '<report_metadata>', '<policy_published>', '<record>'];
  const places = order.map((name) => xml.indexOf(name));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test('Any text survives, but for what XML cannot hold (RFC 9990 §3.1.1.3)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      const comment = text.trim();
      const { report: read } = readAggregateReport(
        writeAggregateReport({ ...report, extraContact: comment }),
      );
      const held = comment
        .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
        .replaceAll(/\r\n?/gu, '\n');
      assert.equal(read.extraContact, held.trim());
    }),
  );
});

const head = '<feedback><policy_published><domain>A.test.</domain></policy_published>';

test('Broken XML is read as far as it is sane (RFC 9990 §3.1.1)', () => {
  const row = '<row><count>2</count><source_ip>::ffff:c000:201</source_ip></row>';
  for (const text of [
    `${head}<record>${row}</record>`,
    `${head}<record>${row}<identifiers><header_from>a<b.test</header_from></identifiers></record></feedback>`,
    `<x:y xmlns:x="z">${head}stray<record>${row}</record></feedback>`,
    `<?xml version="1.0"?><ns0:feedback>${head.slice('<feedback>'.length)}<record>${row}</record></ns0:feedback>`,
    `${head}<record>${row}&unknown;</record></feedback>trailing`,
  ]) {
    const { report: read } = readAggregateReport(text);
    assert.equal(read.policy.domain, 'a.test');
    assert.equal(read.records[0]?.count, 2, text);
  }
});

function readRow(range: string, row: string): ReadAggregateReport {
  const metadata = `<report_metadata><date_range>${range}</date_range></report_metadata>`;
  return readAggregateReport(`${head}${metadata}<record><row>${row}</row></record></feedback>`);
}

test('Times, numbers and addresses that make no sense are none (RFC 9990 §3.1.1.4)', () => {
  const milliseconds = readRow('<begin>1700000000000</begin><end>2023-11-15T00:00:00Z</end>', '');
  assert.deepEqual(
    [milliseconds.report.begin, milliseconds.report.end],
    [1_700_000_000, 1_700_006_400],
  );
  assert.deepEqual([milliseconds.report.records, milliseconds.faults], [[], 1]);
  assert.equal(readRow('<begin>-1</begin>', '<count>-5</count>').report.records.length, 0);
  assert.equal(readRow('', '<count>99999999999999</count>').report.records.length, 0);
  assert.equal(
    readRow('', '<count>1</count><source_ip>x</source_ip>').report.records[0]?.sourceIp,
    '',
  );
});

test('A document that declares entities does not grow, and none is none (RFC 9990 §3.1.1)', () => {
  const bomb = `<!DOCTYPE feedback [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${head}<report_metadata><org_name>&b;</org_name></report_metadata></feedback>`;
  assert.equal(readAggregateReport(bomb).report.organization, '&b;');
  for (const text of ['', 'x', '<feedback/>', '<html><body>no</body></html>', '{"a":1}']) {
    assert.throws(() => readAggregateReport(text), ParseError, text);
  }
});

test('Depth, faults, records and signatures have an end (RFC 9990 §3.1.3)', () => {
  const deep = '<a>'.repeat(xmlDepthMax + 1);
  assert.throws(() => readAggregateReport(deep), ParseError);
  assert.throws(() => readAggregateReport(`${head}${'&x;'.repeat(xmlFaultsMax + 1)}`), ParseError);
  const signed = `<record><row><count>1</count></row><auth_results>${'<dkim/>'.repeat(signaturesMax + 1)}</auth_results></record>`;
  assert.equal(
    readAggregateReport(`${head}${signed}</feedback>`).report.records[0]?.dkimResults.length,
    signaturesMax,
  );
  const many = '<record><row><count>1</count></row></record>'.repeat(recordsMax + 2);
  const { report: read, leftOut } = readAggregateReport(`${head}${many}</feedback>`);
  assert.deepEqual([read.records.length, leftOut], [recordsMax, 2]);
});
