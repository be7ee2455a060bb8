import { InvalidArgumentError } from 'commander';

/** Which table a report is in, and its number there. */
export type ReportId = { readonly kind: 'dmarc' | 'tls' | 'feedback'; readonly reportId: number };

/** As people write it and lists show it: `dmarc-12`. */
export function parseReportId(text: string): ReportId {
  const [, kind, number = ''] = /^(dmarc|tls|feedback)-([1-9]\d{0,14})$/u.exec(text) ?? [];
  if (kind === 'dmarc' || kind === 'tls' || kind === 'feedback') {
    return { kind, reportId: Number(number) };
  }
  throw new InvalidArgumentError('Write what "reports list" shows, as dmarc-12.');
}
