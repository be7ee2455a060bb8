import type { Clock } from '#base/clock.ts';
import type { FoundReports } from '#core/reports/received/find-reports.ts';
import {
  dmarcDraft,
  feedbackDraft,
  type ReportOwner,
  tlsDraft,
} from '#core/reports/received/keep-reports.ts';
import { addDmarcRows, recordDmarcReport } from '#store/operations/reports/record-dmarc-report.ts';
import { recordFeedbackReport } from '#store/operations/reports/record-feedback-report.ts';
import { recordTlsReport } from '#store/operations/reports/record-tls-report.ts';
import { type RecordedReport, reportRowsPageMax } from '#store/operations/reports/report-limits.ts';
import type { Store } from '#store/store.ts';

/** Somebody complained about a message of a tenant's. */
export type Complaint = {
  readonly tenantId: number;
  /** Who is to get no more of it; never empty. */
  readonly recipient: string;
  /** Of the envelope or From; empty where it is not said. */
  readonly sender: string;
  /** `abuse`, `fraud`, `opt-out` … (RFC 5965 §7.3). */
  readonly kind: string;
  /** Who reports, as in From. */
  readonly reporter: string;
  /** The reporter's domain is proven; else anybody may have written it. */
  readonly verified: boolean;
  readonly messageIdHeader: string;
};

export type KeepWorld = {
  readonly store: Store;
  readonly clock: Clock;
  /** Hears of each complaint, for lists of addresses that get no more mail. */
  readonly complained?: (complaint: Complaint) => Promise<void> | void;
};

/** Kinds of feedback that are no complaint. */
const noComplaints: ReadonlySet<string> = new Set(['auth-failure', 'not-spam', 'dkim']);

/** Whose reports they are, and who sent them, as in From. */
export type FoundOwner = ReportOwner & { readonly reporter: string };

/**
 * Keeps what was found in a message or file; returns what became of each, in the order of kinds.
 *
 * @throws {Refusal} `store.full`, `store.failed`, `store.closed`.
 */
export async function keepFound(
  world: KeepWorld,
  { tenantId, verified, reporter }: FoundOwner,
  { dmarc, tls, feedback }: FoundReports,
): Promise<readonly RecordedReport['outcome'][]> {
  const { store, clock } = world;
  const owner = { tenantId, verified };
  const outcomes: RecordedReport['outcome'][] = [];
  for (const read of dmarc) {
    const { draft, rows } = dmarcDraft(owner, read);
    const { reportId, outcome } = await store.write(recordDmarcReport, draft);
    outcomes.push(outcome);
    if (outcome !== 'kept') continue;
    for (let first = reportRowsPageMax; first < rows.length; first += reportRowsPageMax) {
      const page = rows.slice(first, first + reportRowsPageMax);
      await store.write(addDmarcRows, { reportId, first, rows: page });
    }
  }
  for (const report of tls) {
    outcomes.push((await store.write(recordTlsReport, tlsDraft(owner, report))).outcome);
  }
  for (const one of feedback) {
    const draft = feedbackDraft(owner, one, { reporter, now: clock.now() });
    const { outcome } = await store.write(recordFeedbackReport, draft);
    outcomes.push(outcome);
    if (outcome !== 'kept' || noComplaints.has(draft.kind) || draft.recipient === '') continue;
    const { recipient, sender, kind, messageIdHeader } = draft;
    const complaint = { tenantId, recipient, sender, kind, reporter, verified, messageIdHeader };
    await world.complained?.(complaint);
  }
  return outcomes;
}
