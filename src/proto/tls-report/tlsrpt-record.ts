import { parseReportUris, type ReportUri } from '#proto/dmarc-report/report-uris.ts';

/** Fields of one record; the RFC knows two. Our choice. */
const fieldsMax = 20;

/** Where a domain wants its reports of TLS, by its record `_smtp._tls`; undefined for another one (RFC 8460 §3). */
export function parseTlsrptRecord(text: string): readonly ReportUri[] | undefined {
  const [version = '', ...fields] = text.split(';', fieldsMax);
  if (!/^v\s*=\s*TLSRPTv1$/u.test(version.trim())) return undefined;
  for (const field of fields) {
    const [, uris] = /^\s*rua\s*=(.*)$/su.exec(field) ?? [];
    if (uris !== undefined) return parseReportUris(uris.split(','));
  }
  return [];
}
