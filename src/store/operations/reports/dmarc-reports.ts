import { readOperation } from '#store/operation.ts';
import type { DmarcRow } from '#store/operations/reports/record-dmarc-report.ts';
import {
  conditionsSql,
  conditionValues,
  type ReportConditions,
  reportRowsPageMax,
  reportsPageMax,
  sumOf,
} from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';

/** An aggregate report as it is listed. */
export type DmarcReportRow = {
  readonly reportId: number;
  readonly tenantId: number;
  readonly domain: string;
  readonly organization: string;
  readonly email: string;
  readonly reportKey: string;
  readonly beginAt: number;
  readonly endAt: number;
  readonly receivedAt: number;
  /** 1 where the reporter is proven. */
  readonly verified: number;
  /** JSON. */
  readonly policy: string;
  readonly errors: string;
  readonly messages: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly rejected: number;
  readonly rowsLeftOut: number;
  readonly faults: number;
};

const columns = `report_id AS "reportId", tenant_id AS "tenantId", domain AS "domain",
  organization AS "organization", email AS "email", report_key AS "reportKey",
  begin_at AS "beginAt", end_at AS "endAt", received_at AS "receivedAt", verified AS "verified",
  policy AS "policy", errors AS "errors", messages AS "messages", passed AS "passed",
  quarantined AS "quarantined", rejected AS "rejected", rows_left_out AS "rowsLeftOut",
  faults AS "faults"`;

const selectReports = statement<DmarcReportRow>(`
  SELECT ${columns} FROM dmarc_report
  WHERE ${conditionsSql('end_at')} AND report_id < ?5 ORDER BY report_id DESC LIMIT ?6`);
const selectReport = statement<DmarcReportRow>(
  `SELECT ${columns} FROM dmarc_report WHERE report_id = ?1 AND (tenant_id = ?2 OR ?2 = 0)`,
);
const selectRows = statement<DmarcRow & { rowNumber: number }>(`
  SELECT r.row_number AS "rowNumber", r.source_ip AS "sourceIp", r.messages AS "messages",
    r.disposition AS "disposition", r.dkim AS "dkim", r.spf AS "spf",
    r.header_from AS "headerFrom", r.envelope_from AS "envelopeFrom", r.detail AS "detail"
  FROM dmarc_report_row r JOIN dmarc_report p ON p.report_id = r.report_id
  WHERE r.report_id = ?1 AND (p.tenant_id = ?2 OR ?2 = 0) AND r.row_number > ?3
  ORDER BY r.row_number LIMIT ?4`);

/** Aggregate reports that came in, the newest first, {@link reportsPageMax} at most. */
export const listDmarcReports = readOperation(
  'listDmarcReports',
  function* (tx, conditions: ReportConditions) {
    const before = conditions.beforeReportId ?? Number.MAX_SAFE_INTEGER;
    const values = [...conditionValues(conditions), before, reportsPageMax];
    return yield* tx.all(selectReports, ...values);
  },
);

export type ReportInput = { readonly reportId: number; readonly tenantId?: number | undefined };

/** One of them. */
export const findDmarcReport = readOperation(
  'findDmarcReport',
  function* (tx, { reportId, tenantId = 0 }: ReportInput) {
    return yield* tx.maybe(selectReport, reportId, tenantId);
  },
);

/** Its records in their order, {@link reportRowsPageMax} at most. */
export const listDmarcRows = readOperation(
  'listDmarcRows',
  function* (tx, input: ReportInput & { readonly afterRowNumber?: number | undefined }) {
    const { reportId, tenantId = 0, afterRowNumber = -1 } = input;
    return yield* tx.all(selectRows, reportId, tenantId, afterRowNumber, reportRowsPageMax);
  },
);

/** What all reports of a domain say together. */
export type DmarcTotal = {
  readonly domain: string;
  readonly reports: number;
  readonly messages: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly rejected: number;
};

const selectTotals = statement<DmarcTotal>(`
  SELECT domain AS "domain", COUNT(*) AS "reports", ${sumOf('messages')} AS "messages",
    ${sumOf('passed')} AS "passed", ${sumOf('quarantined')} AS "quarantined",
    ${sumOf('rejected')} AS "rejected"
  FROM dmarc_report WHERE ${conditionsSql('end_at')}
  GROUP BY domain ORDER BY domain LIMIT ?5`);

/** The sums by domain over a time. */
export const totalDmarcReports = readOperation(
  'totalDmarcReports',
  function* (tx, conditions: ReportConditions) {
    return yield* tx.all(selectTotals, ...conditionValues(conditions), reportsPageMax);
  },
);

/** Who sends in the name of a domain. */
export type DmarcSource = {
  readonly sourceIp: string;
  readonly messages: number;
  readonly passed: number;
};

const selectSources = statement<DmarcSource>(`
  SELECT r.source_ip AS "sourceIp", ${sumOf('r.messages')} AS "messages",
    ${sumOf("CASE WHEN r.dkim = 'pass' OR r.spf = 'pass' THEN r.messages ELSE 0 END")} AS "passed"
  FROM dmarc_report_row r WHERE r.report_id IN (
    SELECT report_id FROM dmarc_report WHERE ${conditionsSql('end_at')})
  GROUP BY r.source_ip ORDER BY 2 DESC, 1 LIMIT ?5`);

/** Addresses that mail in the name of a domain came from, those with the most first. */
export const listDmarcSources = readOperation(
  'listDmarcSources',
  function* (tx, conditions: ReportConditions) {
    return yield* tx.all(selectSources, ...conditionValues(conditions), reportsPageMax);
  },
);
