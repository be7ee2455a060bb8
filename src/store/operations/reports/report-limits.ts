/** Milliseconds in which the reports of a tenant are counted: anybody may send some. */
export const reportDayMs = 86_400_000;

/** Reports of one answer: a page of the panel. Ours. */
export const reportsPageMax = 500;

/** Rows of one report in one answer or one write: about 5 ms. Ours. */
export const reportRowsPageMax = 500;

/** The highest sum that is told: the safe integers end soon behind it. */
const sumMax = 9_000_000_000_000_000;

/** A sum that every engine gives as a safe integer. */
export function sumOf(column: string): string {
  return `CAST(CASE WHEN SUM(${column}) > ${sumMax} THEN ${sumMax}
    ELSE COALESCE(SUM(${column}), 0) END AS BIGINT)`;
}

/** Whether a report is kept, or why not. */
export type RecordedReport = {
  /** 0 where it is not kept. */
  readonly reportId: number;
  /** `duplicate`: it is there already (RFC 9990 §3.5.4); `full`: too many came in a day. */
  readonly outcome: 'kept' | 'duplicate' | 'full';
};

/** What lists of reports may ask for. */
export type ReportConditions = {
  /** All tenants when absent. */
  readonly tenantId?: number | undefined;
  readonly domain?: string | undefined;
  /** Times that the reports are about, in milliseconds since the epoch. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Goes on with the older ones behind this one. */
  readonly beforeReportId?: number | undefined;
};

/** The values ?1 to ?4 of a statement with {@link conditionsSql}. */
export function conditionValues(conditions: ReportConditions): [number, string, number, number] {
  const { tenantId = 0, domain = '', from = 0, to = Number.MAX_SAFE_INTEGER } = conditions;
  return [tenantId, domain, from, to];
}

/** Conditions for ?1 tenant, ?2 domain, ?3 and ?4 times; `time` is the column of the time. */
export function conditionsSql(time: string): string {
  return `(tenant_id = ?1 OR ?1 = 0) AND (domain = ?2 OR ?2 = '')
    AND ${time} >= ?3 AND ${time} <= ?4`;
}

/** Refusals about reports. */
export type ReportRefusalCode =
  /** There is no such report. */
  'report.absent';
