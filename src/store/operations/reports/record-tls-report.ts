import { writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { type RecordedReport, reportDayMs } from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** What a report of TLS says of one policy, or of one way to fail under it. */
export type TlsRow = {
  readonly domain: string;
  readonly policyType: string;
  /** Empty for the sum over the policy; `sessions` are then those that went well. */
  readonly result: string;
  readonly sessions: number;
  readonly receivingHost: string;
  readonly receivingIp: string;
  readonly sendingIp: string;
  /** JSON. */
  readonly detail: string;
};

export type TlsReportDraft = {
  readonly tenantId: number;
  /** Reports of this kind that the tenant gets in a day. */
  readonly perDayMax: number;
  readonly domain: string;
  readonly organization: string;
  readonly contact: string;
  readonly reportKey: string;
  readonly beginAt: number;
  readonly endAt: number;
  readonly verified: boolean;
  readonly successes: number;
  readonly failures: number;
  /** `reportRowsPageMax` at most. */
  readonly rows: readonly TlsRow[];
};

const selectSame = statement<{ reportId: number }>(`
  SELECT report_id AS "reportId" FROM tls_report
  WHERE tenant_id = ?1 AND domain = ?2 AND end_at = ?3 AND organization = ?4 AND report_key = ?5`);
const countRecent = statement<{ reports: number }>(`
  SELECT COUNT(*) AS "reports" FROM tls_report WHERE tenant_id = ?1 AND received_at > ?2`);
const insertReport = statement(`
  INSERT INTO tls_report (report_id, tenant_id, domain, organization, contact, report_key, begin_at,
    end_at, received_at, verified, successes, failures)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`);
const insertRow = statement(`
  INSERT INTO tls_report_row (report_id, row_number, domain, policy_type, result, sessions,
    receiving_host, receiving_ip, sending_ip, detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`);

/** Keeps a report of TLS that came in, once. */
export const recordTlsReport = writeOperation(
  'recordTlsReport',
  function* (tx, draft: TlsReportDraft): Work<RecordedReport> {
    const { tenantId, domain, organization, reportKey, endAt } = draft;
    const same = yield* tx.maybe(selectSame, tenantId, domain, endAt, organization, reportKey);
    if (same !== undefined) return { reportId: same.reportId, outcome: 'duplicate' };
    const { reports } = yield* tx.one(countRecent, tenantId, tx.now - reportDayMs);
    if (reports >= draft.perDayMax) return { reportId: 0, outcome: 'full' };
    const reportId = yield* takeId(tx, 'tls_report');
    yield* tx.run(
      insertReport,
      reportId,
      tenantId,
      domain,
      organization,
      draft.contact,
      reportKey,
      draft.beginAt,
      endAt,
      tx.now,
      draft.verified ? 1 : 0,
      draft.successes,
      draft.failures,
    );
    for (const [number, row] of draft.rows.entries()) {
      const { policyType, result, sessions, receivingHost, receivingIp, sendingIp, detail } = row;
      const where = [receivingHost, receivingIp, sendingIp, detail] as const;
      yield* tx.run(
        insertRow,
        reportId,
        number,
        row.domain,
        policyType,
        result,
        sessions,
        ...where,
      );
    }
    return { reportId, outcome: 'kept' };
  },
);
