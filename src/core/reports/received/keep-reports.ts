import type { FoundReports } from '#core/reports/received/find-reports.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { ReadAggregateReport } from '#proto/dmarc-report/read-aggregate-report.ts';
import type { AggregateRecord } from '#proto/dmarc-report/aggregate-report.ts';
import type { TlsPolicyReport, TlsReport } from '#proto/tls-report/tls-report.ts';
import type { DmarcReportDraft, DmarcRow } from '#store/operations/reports/record-dmarc-report.ts';
import type { FeedbackDraft } from '#store/operations/reports/record-feedback-report.ts';
import type { TlsReportDraft, TlsRow } from '#store/operations/reports/record-tls-report.ts';
import { reportRowsPageMax } from '#store/operations/reports/report-limits.ts';

/** Reports of one kind kept for a tenant in a day; 100 domains get about 2,000. Ours. */
export const reportsPerDayMax = 3_000;

/** How many are there when those whose sender is not proven are kept no more: anybody may send some. */
export const unprovenPerDayMax = 1_000;

/** Octets of the rows of one report: a small archive can hold a lot. Some 4,000 rows. Ours. */
export const rowOctetsMax = 1_048_576;

/** Octets of a row besides its details. */
const rowOctets = 120;

/** Records of one aggregate report that are kept one by one; the others are in its sums. Ours. */
export const dmarcRowsMax = 10_000;

/** The highest sum that is kept of one report: more is a mistake. */
const sumMax = 1_000_000_000_000;

/** Whose report it is, and whether its sender is proven. */
export type ReportOwner = { readonly tenantId: number; readonly verified: boolean };

/** What is kept of an aggregate report: its head, and all rows, of which the first page goes with it. */
export function dmarcDraft(
  owner: ReportOwner,
  { report, faults, leftOut }: ReadAggregateReport,
): { readonly draft: DmarcReportDraft; readonly rows: readonly DmarcRow[] } {
  const { records, policy } = report;
  const sum = (chosen: (record: AggregateRecord) => boolean): number => {
    let total = 0;
    for (const record of records) if (chosen(record)) total += record.count;
    return Math.min(total, sumMax);
  };
  const rows = withinOctets(records.slice(0, dmarcRowsMax).map(dmarcRow));
  const draft = {
    ...owner,
    perDayMax: perDayMax(owner),
    domain: policy.domain,
    organization: report.organization || (parseAddress(report.email)?.domain ?? ''),
    email: report.email,
    reportKey: report.reportId,
    beginAt: report.begin * 1_000,
    endAt: report.end * 1_000,
    policy: JSON.stringify(policy),
    errors: JSON.stringify(report.errors),
    messages: sum(() => true),
    passed: sum(({ dkim, spf }) => dkim === 'pass' || spf === 'pass'),
    quarantined: sum(({ disposition }) => disposition === 'quarantine'),
    rejected: sum(({ disposition }) => disposition === 'reject'),
    rowsLeftOut: leftOut + records.length - rows.length,
    faults,
    rows: rows.slice(0, reportRowsPageMax),
  };
  return { draft, rows };
}

function perDayMax({ verified }: ReportOwner): number {
  return verified ? reportsPerDayMax : unprovenPerDayMax;
}

/** The first rows that fit into {@link rowOctetsMax}. */
function withinOctets<Row extends { readonly detail: string }>(rows: readonly Row[]): Row[] {
  let octets = 0;
  return rows.filter(({ detail }) => {
    octets += rowOctets + Buffer.byteLength(detail);
    return octets <= rowOctetsMax;
  });
}

function dmarcRow(record: AggregateRecord): DmarcRow {
  const { sourceIp, count, disposition, dkim, spf, headerFrom, envelopeFrom, ...detail } = record;
  const text = JSON.stringify(detail);
  const results = { disposition, dkim, spf, headerFrom, envelopeFrom };
  return { sourceIp, messages: count, ...results, detail: text };
}

/** What is kept of a report of TLS. */
export function tlsDraft(owner: ReportOwner, report: TlsReport): TlsReportDraft {
  const { policies, organization, contact, reportId } = report;
  const sum = (of: (policy: TlsPolicyReport) => number): number =>
    Math.min(
      policies.reduce((total, policy) => total + of(policy), 0),
      sumMax,
    );
  return {
    ...owner,
    perDayMax: perDayMax(owner),
    domain: policies[0]?.domain ?? '',
    organization,
    contact,
    reportKey: reportId,
    beginAt: report.begin,
    endAt: report.end,
    successes: sum(({ successes }) => successes),
    failures: sum(({ failures }) => failures),
    rows: withinOctets(policies.flatMap(tlsRows).slice(0, reportRowsPageMax)),
  };
}

/** The sum over a policy first, then each way to fail. */
function tlsRows(policy: TlsPolicyReport): TlsRow[] {
  const { domain, type, strings, mxHosts, successes, failures, details } = policy;
  const head = { domain, policyType: type };
  const summary = JSON.stringify({ strings, mxHosts, failures });
  const nowhere = { receivingHost: '', receivingIp: '', sendingIp: '' };
  return [
    { ...head, result: '', sessions: successes, ...nowhere, detail: summary },
    ...details.map((failure) => {
      const { result, sessions, receivingHost, receivingIp, sendingIp, ...detail } = failure;
      const where = { receivingHost, receivingIp, sendingIp, detail: JSON.stringify(detail) };
      return { ...head, result: result || 'validation-failure', sessions, ...where };
    }),
  ];
}

/** What is kept of what somebody says of one message. */
export function feedbackDraft(
  owner: ReportOwner,
  { report, message }: FoundReports['feedback'][number],
  { reporter, now }: { readonly reporter: string; readonly now: number },
): FeedbackDraft {
  const { type, recipients, mailFrom, sourceIp, incidents, arrivedAt, ...detail } = report;
  const sender = mailFrom || addressIn(message.from);
  const [reported = ''] = report.reportedDomains;
  return {
    ...owner,
    perDayMax: perDayMax(owner),
    domain: reported || (parseAddress(addressIn(message.from))?.domain ?? ''),
    kind: type,
    reporter,
    arrivedAt: arrivedAt ?? now,
    sourceIp,
    sender,
    recipient: recipients[0] ?? report.removeRecipients[0] ?? addressIn(message.to),
    messageIdHeader: message.messageId,
    incidents,
    detail: JSON.stringify({ ...detail, recipients, subject: message.subject }),
  };
}

/** The address in a field such as From; empty without one. */
export function addressIn(field: string): string {
  const [, inside = field] = /<([^<>]*)>/u.exec(field) ?? [];
  const address = inside.trim();
  return /^\S+@\S+$/u.test(address) ? address : '';
}
