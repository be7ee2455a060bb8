import { writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { type RecordedReport, reportDayMs } from '#store/operations/reports/report-limits.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** What somebody says of one message. */
export type FeedbackDraft = {
  readonly tenantId: number;
  /** Reports of this kind that the tenant gets in a day. */
  readonly perDayMax: number;
  /** Of ours, as far as it is known. */
  readonly domain: string;
  /** `abuse`, `fraud`, `auth-failure` … (RFC 5965 §7.3). */
  readonly kind: string;
  /** The domain or address that reports. */
  readonly reporter: string;
  readonly arrivedAt: number;
  readonly verified: boolean;
  readonly sourceIp: string;
  readonly sender: string;
  readonly recipient: string;
  readonly messageIdHeader: string;
  readonly incidents: number;
  /** JSON. */
  readonly detail: string;
};

const countRecent = statement<{ reports: number }>(`
  SELECT COUNT(*) AS "reports" FROM feedback_report WHERE tenant_id = ?1 AND received_at > ?2`);
const insertReport = statement(`
  INSERT INTO feedback_report (report_id, tenant_id, domain, kind, reporter, arrived_at,
    received_at, verified, source_ip, sender, recipient, message_id_header, incidents, detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`);

/** Keeps a complaint or a failure report that came in. */
export const recordFeedbackReport = writeOperation(
  'recordFeedbackReport',
  function* (tx, draft: FeedbackDraft): Work<RecordedReport> {
    const { tenantId, domain, kind, reporter, arrivedAt } = draft;
    const { reports } = yield* tx.one(countRecent, tenantId, tx.now - reportDayMs);
    if (reports >= draft.perDayMax) return { reportId: 0, outcome: 'full' };
    const reportId = yield* takeId(tx, 'feedback_report');
    yield* tx.run(
      insertReport,
      reportId,
      tenantId,
      domain,
      kind,
      reporter,
      arrivedAt,
      tx.now,
      draft.verified ? 1 : 0,
      draft.sourceIp,
      draft.sender,
      draft.recipient,
      draft.messageIdHeader,
      draft.incidents,
      draft.detail,
    );
    return { reportId, outcome: 'kept' };
  },
);
