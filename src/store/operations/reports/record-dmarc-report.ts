import { writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { type RecordedReport, reportDayMs } from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** A record of an aggregate report. */
export type DmarcRow = {
  readonly sourceIp: string;
  readonly messages: number;
  readonly disposition: string;
  readonly dkim: string;
  readonly spf: string;
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  /** JSON. */
  readonly detail: string;
};

export type DmarcReportDraft = {
  readonly tenantId: number;
  /** Reports of this kind that the tenant gets in a day. */
  readonly perDayMax: number;
  readonly domain: string;
  readonly organization: string;
  readonly email: string;
  readonly reportKey: string;
  readonly beginAt: number;
  readonly endAt: number;
  readonly verified: boolean;
  /** JSON. */
  readonly policy: string;
  readonly errors: string;
  readonly messages: number;
  readonly passed: number;
  readonly quarantined: number;
  readonly rejected: number;
  readonly rowsLeftOut: number;
  readonly faults: number;
  /** The first ones, `reportRowsPageMax` at most; others follow by {@link addDmarcRows}. */
  readonly rows: readonly DmarcRow[];
};

const selectSame = statement<{ reportId: number }>(`
  SELECT report_id AS "reportId" FROM dmarc_report
  WHERE tenant_id = ?1 AND domain = ?2 AND end_at = ?3 AND organization = ?4 AND report_key = ?5`);
const countRecent = statement<{ reports: number }>(`
  SELECT COUNT(*) AS "reports" FROM dmarc_report WHERE tenant_id = ?1 AND received_at > ?2`);
const insertReport = statement(`
  INSERT INTO dmarc_report (report_id, tenant_id, domain, organization, email, report_key, begin_at,
    end_at, received_at, verified, policy, errors, messages, passed, quarantined, rejected,
    rows_left_out, faults)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)`);
const insertRow = statement(`
  INSERT INTO dmarc_report_row (report_id, row_number, source_ip, messages, disposition, dkim, spf,
    header_from, envelope_from, detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (report_id, row_number) DO NOTHING`);

/** Keeps an aggregate report that came in, once. */
export const recordDmarcReport = writeOperation(
  'recordDmarcReport',
  function* (tx, draft: DmarcReportDraft): Work<RecordedReport> {
    const { tenantId, domain, organization, reportKey, endAt } = draft;
    const same = yield* tx.maybe(selectSame, tenantId, domain, endAt, organization, reportKey);
    if (same !== undefined) return { reportId: same.reportId, outcome: 'duplicate' };
    const { reports } = yield* tx.one(countRecent, tenantId, tx.now - reportDayMs);
    if (reports >= draft.perDayMax) return { reportId: 0, outcome: 'full' };
    const reportId = yield* takeId(tx, 'dmarc_report');
    yield* tx.run(
      insertReport,
      reportId,
      tenantId,
      domain,
      organization,
      draft.email,
      reportKey,
      draft.beginAt,
      endAt,
      tx.now,
      draft.verified ? 1 : 0,
      draft.policy,
      draft.errors,
      draft.messages,
      draft.passed,
      draft.quarantined,
      draft.rejected,
      draft.rowsLeftOut,
      draft.faults,
    );
    yield* insertRows(tx, { reportId, first: 0, rows: draft.rows });
    return { reportId, outcome: 'kept' };
  },
);

export type AddDmarcRowsInput = {
  readonly reportId: number;
  /** Number of the first of these rows. */
  readonly first: number;
  readonly rows: readonly DmarcRow[];
};

/** Keeps further records of a report. */
export const addDmarcRows = writeOperation(
  'addDmarcRows',
  function* (tx, input: AddDmarcRowsInput): Work<void> {
    yield* insertRows(tx, input);
  },
);

function* insertRows(tx: Tx, { reportId, first, rows }: AddDmarcRowsInput): Work<void> {
  for (const [index, row] of rows.entries()) {
    const { sourceIp, messages, disposition, dkim, spf, headerFrom, envelopeFrom, detail } = row;
    const results = [disposition, dkim, spf, headerFrom, envelopeFrom, detail] as const;
    yield* tx.run(insertRow, reportId, first + index, sourceIp, messages, ...results);
  }
}
