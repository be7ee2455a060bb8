import { readOperation } from '#store/operation.ts';
import type { ReportInput } from '#store/operations/reports/dmarc-reports.ts';
import type { TlsRow } from '#store/operations/reports/record-tls-report.ts';
import {
  conditionsSql,
  conditionValues,
  type ReportConditions,
  reportRowsPageMax,
  reportsPageMax,
  sumOf,
} from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';

/** A report of TLS as it is listed. */
export type TlsReportRow = {
  readonly reportId: number;
  readonly tenantId: number;
  readonly domain: string;
  readonly organization: string;
  readonly contact: string;
  readonly reportKey: string;
  readonly beginAt: number;
  readonly endAt: number;
  readonly receivedAt: number;
  /** 1 where the reporter is proven. */
  readonly verified: number;
  readonly successes: number;
  readonly failures: number;
};

const columns = `report_id AS "reportId", tenant_id AS "tenantId", domain AS "domain",
  organization AS "organization", contact AS "contact", report_key AS "reportKey",
  begin_at AS "beginAt", end_at AS "endAt", received_at AS "receivedAt", verified AS "verified",
  successes AS "successes", failures AS "failures"`;

const selectReports = statement<TlsReportRow>(`
  SELECT ${columns} FROM tls_report
  WHERE ${conditionsSql('end_at')} AND report_id < ?5 ORDER BY report_id DESC LIMIT ?6`);
const selectReport = statement<TlsReportRow>(
  `SELECT ${columns} FROM tls_report WHERE report_id = ?1 AND (tenant_id = ?2 OR ?2 = 0)`,
);
const selectRows = statement<TlsRow>(`
  SELECT r.domain AS "domain", r.policy_type AS "policyType", r.result AS "result",
    r.sessions AS "sessions", r.receiving_host AS "receivingHost",
    r.receiving_ip AS "receivingIp", r.sending_ip AS "sendingIp", r.detail AS "detail"
  FROM tls_report_row r JOIN tls_report p ON p.report_id = r.report_id
  WHERE r.report_id = ?1 AND (p.tenant_id = ?2 OR ?2 = 0) ORDER BY r.row_number LIMIT ?3`);
const selectTotals = statement<TlsTotal>(`
  SELECT domain AS "domain", COUNT(*) AS "reports", ${sumOf('successes')} AS "successes",
    ${sumOf('failures')} AS "failures"
  FROM tls_report WHERE ${conditionsSql('end_at')} GROUP BY domain ORDER BY domain LIMIT ?5`);

/** Reports of TLS that came in, the newest first, {@link reportsPageMax} at most. */
export const listTlsReports = readOperation(
  'listTlsReports',
  function* (tx, conditions: ReportConditions) {
    const before = conditions.beforeReportId ?? Number.MAX_SAFE_INTEGER;
    const values = [...conditionValues(conditions), before, reportsPageMax];
    return yield* tx.all(selectReports, ...values);
  },
);

/** One of them. */
export const findTlsReport = readOperation(
  'findTlsReport',
  function* (tx, { reportId, tenantId = 0 }: ReportInput) {
    return yield* tx.maybe(selectReport, reportId, tenantId);
  },
);

/** What it says of each policy and each way to fail. */
export const listTlsRows = readOperation(
  'listTlsRows',
  function* (tx, { reportId, tenantId = 0 }: ReportInput) {
    return yield* tx.all(selectRows, reportId, tenantId, reportRowsPageMax);
  },
);

/** What all reports of a domain say together. */
export type TlsTotal = {
  readonly domain: string;
  readonly reports: number;
  readonly successes: number;
  readonly failures: number;
};

/** The sums by domain over a time. */
export const totalTlsReports = readOperation(
  'totalTlsReports',
  function* (tx, conditions: ReportConditions) {
    return yield* tx.all(selectTotals, ...conditionValues(conditions), reportsPageMax);
  },
);
