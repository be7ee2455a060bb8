import { readOperation } from '#store/operation.ts';
import type { ReportInput } from '#store/operations/reports/dmarc-reports.ts';
import {
  conditionsSql,
  conditionValues,
  type ReportConditions,
  reportsPageMax,
  sumOf,
} from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';

/** A complaint or failure report as it is listed. */
export type FeedbackRow = {
  readonly reportId: number;
  readonly tenantId: number;
  readonly domain: string;
  readonly kind: string;
  readonly reporter: string;
  readonly arrivedAt: number;
  readonly receivedAt: number;
  /** 1 where the reporter is proven. */
  readonly verified: number;
  readonly sourceIp: string;
  readonly sender: string;
  readonly recipient: string;
  readonly messageIdHeader: string;
  readonly incidents: number;
  /** JSON. */
  readonly detail: string;
};

const columns = `report_id AS "reportId", tenant_id AS "tenantId", domain AS "domain",
  kind AS "kind", reporter AS "reporter", arrived_at AS "arrivedAt", received_at AS "receivedAt",
  verified AS "verified", source_ip AS "sourceIp", sender AS "sender", recipient AS "recipient",
  message_id_header AS "messageIdHeader", incidents AS "incidents", detail AS "detail"`;

const selectReports = statement<FeedbackRow>(`
  SELECT ${columns} FROM feedback_report
  WHERE ${conditionsSql('received_at')} AND report_id < ?5 ORDER BY report_id DESC LIMIT ?6`);
const selectReport = statement<FeedbackRow>(
  `SELECT ${columns} FROM feedback_report WHERE report_id = ?1 AND (tenant_id = ?2 OR ?2 = 0)`,
);
const selectTotals = statement<FeedbackTotal>(`
  SELECT domain AS "domain", kind AS "kind", COUNT(*) AS "reports",
    ${sumOf('incidents')} AS "incidents"
  FROM feedback_report WHERE ${conditionsSql('received_at')}
  GROUP BY domain, kind ORDER BY domain, kind LIMIT ?5`);

/** Complaints and failure reports, the newest first, {@link reportsPageMax} at most. */
export const listFeedbackReports = readOperation(
  'listFeedbackReports',
  function* (tx, conditions: ReportConditions) {
    const before = conditions.beforeReportId ?? Number.MAX_SAFE_INTEGER;
    const values = [...conditionValues(conditions), before, reportsPageMax];
    return yield* tx.all(selectReports, ...values);
  },
);

/** One of them. */
export const findFeedbackReport = readOperation(
  'findFeedbackReport',
  function* (tx, { reportId, tenantId = 0 }: ReportInput) {
    return yield* tx.maybe(selectReport, reportId, tenantId);
  },
);

/** How often a domain was reported on, and why. */
export type FeedbackTotal = {
  readonly domain: string;
  readonly kind: string;
  readonly reports: number;
  readonly incidents: number;
};

/** The numbers by domain and kind over a time. */
export const totalFeedbackReports = readOperation(
  'totalFeedbackReports',
  function* (tx, conditions: ReportConditions) {
    return yield* tx.all(selectTotals, ...conditionValues(conditions), reportsPageMax);
  },
);
