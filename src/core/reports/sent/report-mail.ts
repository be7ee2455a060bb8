import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { buildMessage, type DraftField, formatParameter } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';

/** A day's report, before it is written to one who gets it. */
export type DailyReport = {
  /** `local@domain`, the same for the same tallies. */
  readonly reportId: string;
  /** Whom it is about. */
  readonly domain: string;
  /** First and last second of the day, in milliseconds since the epoch. */
  readonly begin: number;
  readonly end: number;
  /** The document, compressed. */
  readonly packed: Uint8Array;
};

/** In whose name reports go out. */
export type Reporter = {
  /** Ours that the host belongs to. */
  readonly domain: string;
  readonly hostName: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

export const pack: (text: string) => Promise<Uint8Array> = promisify(gzip);

/** `our domain!their domain!begin!end!id`, times in seconds (RFC 9990 §3.5.2, RFC 8460 §5.1). */
export function reportFileName(report: DailyReport, reporter: Reporter, extension: string): string {
  const { domain, begin, end, reportId } = report;
  const times = [begin, end].map((ms) => Math.floor(ms / 1_000));
  const unique = reportId.slice(0, reportId.indexOf('@')).replaceAll(/[^a-z0-9]/giu, '');
  return `${[reporter.domain, domain, ...times, unique].join('!')}.${extension}`;
}

/** An aggregate report as a message (RFC 9990 §3.5.2). */
export function dmarcReportMail(report: DailyReport, reporter: Reporter, to: string): Buffer {
  return reportMail({
    report,
    reporter,
    to,
    from: `noreply-dmarc@${reporter.domain}`,
    multipart: 'mixed',
    contentType: 'application/gzip',
    fileName: reportFileName(report, reporter, 'xml.gz'),
    text: 'This is an aggregate report of DMARC for programs to read.',
    fields: [],
  });
}

/** A report of TLS as a message (RFC 8460 §5.3). */
export function tlsReportMail(report: DailyReport, reporter: Reporter, to: string): Buffer {
  return reportMail({
    report,
    reporter,
    to,
    from: `noreply-tls@${reporter.domain}`,
    multipart: 'report; report-type=tlsrpt',
    contentType: 'application/tlsrpt+gzip',
    fileName: reportFileName(report, reporter, 'json.gz'),
    text: 'This is a report of TLS between mail servers for programs to read.',
    fields: [
      { name: 'TLS-Report-Domain', text: report.domain },
      { name: 'TLS-Report-Submitter', text: reporter.domain },
      // It has to arrive where TLS fails: that is what it tells of (RFC 8460 §3, RFC 8689 §3).
      { name: 'TLS-Required', text: 'No' },
    ],
  });
}

type Mail = {
  readonly report: DailyReport;
  readonly reporter: Reporter;
  readonly to: string;
  readonly from: string;
  readonly multipart: string;
  readonly contentType: string;
  readonly fileName: string;
  readonly text: string;
  readonly fields: readonly DraftField[];
};

function reportMail(mail: Mail): Buffer {
  const { report, reporter, to, from, multipart, contentType, fileName, text, fields } = mail;
  const { domain, reportId, packed } = report;
  const subject = `Report Domain: ${domain} Submitter: ${reporter.domain} Report-ID: <${reportId}>`;
  return buildMessage(
    [
      { name: 'From', text: `<${from}>` },
      { name: 'To', text: `<${to}>` },
      { name: 'Subject', text: subject },
      { name: 'Date', text: formatDate(reporter.at) },
      { name: 'Message-ID', text: `<${reportId}>` },
      { name: 'Auto-Submitted', text: 'auto-generated' }, // RFC 3834 §5
      ...fields,
    ],
    {
      multipart,
      boundary: `report-${reportId}`,
      parts: [
        {
          contentType: 'text/plain; charset=utf-8',
          content: `${text}\r\nIt is about the domain ${domain}.\r\n`,
          encoding: '7bit',
        },
        {
          contentType: `${contentType}; ${formatParameter('name', fileName)}`,
          content: packed,
          encoding: 'base64',
          fields: [
            {
              name: 'Content-Disposition',
              text: `attachment; ${formatParameter('filename', fileName)}`,
            },
          ],
        },
      ],
    },
  );
}
