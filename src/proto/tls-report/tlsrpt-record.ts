import {
  parseReportUris,
  parseTags,
  type ReportUri,
} from '#proto/dmarc-report/reporting-record.ts';

/** Where a domain wants its reports of TLS, by its record `_smtp._tls`; undefined for another one (RFC 8460 §3). */
export function parseTlsrptRecord(text: string): readonly ReportUri[] | undefined {
  const tags = parseTags(text, /^v\s*=\s*TLSRPTv1\s*;/u);
  return tags === undefined ? undefined : parseReportUris(tags.get('rua') ?? '');
}
