import { timeText } from '#app/cli/views.ts';
import type { DmarcReportRow } from '#store/operations/reports/dmarc-reports.ts';
import type { FeedbackRow } from '#store/operations/reports/feedback-reports.ts';
import type { TlsReportRow } from '#store/operations/reports/tls-reports.ts';

/** What `--json` shows of a report of any kind; times are ISO 8601. */
export type ReportView = {
  readonly id: string;
  readonly kind: string;
  readonly domain: string;
  readonly reporter: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly receivedAt: string | null;
  /** The reporter is proven to be who it says. */
  readonly verified: boolean;
  /** Messages, connections or incidents, and how they fared. */
  readonly total: number;
  readonly good: number;
  readonly bad: number;
};

export function dmarcView(report: DmarcReportRow): ReportView & Record<string, unknown> {
  const { messages, passed, quarantined, rejected, policy, errors } = report;
  return {
    id: `dmarc-${report.reportId}`,
    kind: 'dmarc',
    domain: plain(report.domain),
    reporter: plain(report.organization),
    from: timeText(report.beginAt),
    to: timeText(report.endAt),
    receivedAt: timeText(report.receivedAt),
    verified: report.verified === 1,
    total: messages,
    good: passed,
    bad: messages - passed,
    quarantined,
    rejected,
    reportId: report.reportKey,
    contact: report.email,
    policy: parsed(policy),
    errors: parsed(errors),
    recordsLeftOut: report.rowsLeftOut,
    faults: report.faults,
  };
}

export function tlsView(report: TlsReportRow): ReportView & Record<string, unknown> {
  const { successes, failures } = report;
  return {
    id: `tls-${report.reportId}`,
    kind: 'tls',
    domain: plain(report.domain),
    reporter: plain(report.organization),
    from: timeText(report.beginAt),
    to: timeText(report.endAt),
    receivedAt: timeText(report.receivedAt),
    verified: report.verified === 1,
    total: successes + failures,
    good: successes,
    bad: failures,
    reportId: report.reportKey,
    contact: report.contact,
  };
}

export function feedbackView(report: FeedbackRow): ReportView & Record<string, unknown> {
  const { incidents, sender, recipient, sourceIp, messageIdHeader, detail } = report;
  return {
    id: `feedback-${report.reportId}`,
    kind: plain(report.kind),
    domain: plain(report.domain),
    reporter: plain(report.reporter),
    from: timeText(report.arrivedAt),
    to: timeText(report.arrivedAt),
    receivedAt: timeText(report.receivedAt),
    verified: report.verified === 1,
    total: incidents,
    good: 0,
    bad: incidents,
    sender,
    recipient,
    sourceIp,
    messageId: messageIdHeader,
    detail: parsed(detail),
  };
}

/** JSON as the store keeps it. */
export function parsed(text: string): unknown {
  return JSON.parse(text);
}

/** Strangers' text without what steers a terminal. */
export function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
