import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { readAggregateReport } from '#proto/dmarc-report/read-aggregate-report.ts';
import { writeAggregateReport } from '#proto/dmarc-report/write-aggregate-report.ts';
import { readTlsReport } from '#proto/tls-report/read-tls-report.ts';
import { writeTlsReport } from '#proto/tls-report/write-tls-report.ts';
import { readZipEntries } from '#proto/zip/zip-entries.ts';

/**
 * An archive, a report of TLS or an aggregate report, by how it begins: nothing but
 * {@link ParseError} is thrown; what was read and written once is read as the same again.
 */
export function fuzzReportDocument(octets: Uint8Array): void {
  try {
    if (octets[0] === 80) checkArchive(octets);
    else if (octets[0] === 123) checkTls(Buffer.from(octets).toString());
    else checkAggregate(Buffer.from(octets).toString());
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
}

function checkArchive(octets: Uint8Array): void {
  let sum = 0;
  for (const entry of readZipEntries(octets)) sum += entry.octets.length;
  assert.ok(sum <= octets.length);
}

function checkTls(text: string): void {
  const once = readTlsReport(writeTlsReport(readTlsReport(text)));
  assert.deepEqual(readTlsReport(writeTlsReport(once)), once);
}

function checkAggregate(text: string): void {
  const { report } = readAggregateReport(text);
  const once = readAggregateReport(writeAggregateReport(report));
  assert.equal(once.faults, 0);
  assert.equal(once.report.records.length, report.records.length);
  assert.deepEqual(readAggregateReport(writeAggregateReport(once.report)), once);
}
