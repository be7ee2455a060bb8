import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { FiledMessage, FilingObserver } from '#core/delivery/filing-observer.ts';
import { findReports, type FoundReports } from '#core/reports/received/find-reports.ts';
import {
  addressIn,
  dmarcDraft,
  feedbackDraft,
  tlsDraft,
} from '#core/reports/received/keep-reports.ts';
import { mayBringReport } from '#core/reports/received/report-address.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { addDmarcRows, recordDmarcReport } from '#store/operations/reports/record-dmarc-report.ts';
import { recordFeedbackReport } from '#store/operations/reports/record-feedback-report.ts';
import { recordTlsReport } from '#store/operations/reports/record-tls-report.ts';
import { reportRowsPageMax } from '#store/operations/reports/report-limits.ts';
import type { Store } from '#store/store.ts';

/** Messages that wait to be read, as ids: a flood beyond it is left unread in its mailbox. Ours. */
export const waitingMax = 10_000;

/** Octets of a message that is looked into: the largest reports have 10 MB packed and encoded. Ours. */
export const reportMessageOctetsMax = 16 * 1_048_576;

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

export type ReportReaderWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of each complaint, for lists of addresses that get no more mail. */
  readonly complained?: (complaint: Complaint) => Promise<void> | void;
};

/** Kinds of feedback that are no complaint. */
const noComplaints: ReadonlySet<string> = new Set(['auth-failure', 'not-spam', 'dkim']);

/** Reads reports in mail that was filed for report addresses, one message after the other. */
export class ReportReader implements FilingObserver {
  readonly #world: ReportReaderWorld;
  readonly #waiting: FiledMessage[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(world: ReportReaderWorld) {
    this.#world = world;
  }

  readonly filed = (message: FiledMessage): void => {
    if (this.#stopped || !mayBringReport(message.addresses, message.fields)) return;
    if (this.#waiting.length >= waitingMax) {
      const { accountId, messageId } = message;
      this.#world.log.warn('Report not read: too many wait', { accountId, messageId });
      return;
    }
    this.#waiting.push(message);
    this.#running ??= this.#work();
  };

  /** Resolves when everything that waits is read. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Reads no more; resolves when the message under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    await this.#running;
  }

  async #work(): Promise<void> {
    await nextTurn();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { accountId, messageId } = next;
      try {
        await this.#read(next);
      } catch (error) {
        const { log } = this.#world;
        const code = error instanceof Refusal ? error.code : undefined;
        if (code === undefined) log.error('Report not read', { accountId, messageId, error });
        else log.warn('Report not read', { accountId, messageId, code });
      }
    }
    this.#running = undefined;
  }

  async #read(message: FiledMessage): Promise<void> {
    const { store, log } = this.#world;
    const { accountId, messageId } = message;
    const [row] = await store.read(messageBlobs, { accountId, messageIds: [messageId] });
    if (row === undefined) return; // Deleted meanwhile.
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    if (length > reportMessageOctetsMax) return;
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    const found = await findReports(await store.readBlob(place), async () => {
      await nextTurn();
    });
    const { dmarc, tls, feedback, refused } = found;
    await this.#keep(message, found);
    for (const reason of refused) log.info('Report refused', { accountId, messageId, reason });
    if (dmarc.length + tls.length + feedback.length === 0) return;
    const counts = { dmarc: dmarc.length, tls: tls.length, feedback: feedback.length };
    log.debug('Report read', { accountId, messageId, ...counts });
  }

  async #keep(filed: FiledMessage, { dmarc, tls, feedback }: FoundReports): Promise<void> {
    const { store, clock } = this.#world;
    const { tenantId, verified } = filed;
    const owner = { tenantId, verified };
    for (const read of dmarc) {
      const { draft, rows } = dmarcDraft(owner, read);
      const { reportId, outcome } = await store.write(recordDmarcReport, draft);
      if (outcome !== 'kept') continue;
      for (let first = reportRowsPageMax; first < rows.length; first += reportRowsPageMax) {
        const page = rows.slice(first, first + reportRowsPageMax);
        await store.write(addDmarcRows, { reportId, first, rows: page });
      }
    }
    for (const report of tls) await store.write(recordTlsReport, tlsDraft(owner, report));
    const from = filed.fields.find(({ name }) => name.toLowerCase() === 'from');
    const reporter = addressIn(from?.value ?? '');
    for (const one of feedback) {
      const draft = feedbackDraft(owner, one, { reporter, now: clock.now() });
      const { outcome } = await store.write(recordFeedbackReport, draft);
      if (outcome !== 'kept' || noComplaints.has(draft.kind) || draft.recipient === '') continue;
      const { recipient, sender, kind, messageIdHeader } = draft;
      const complaint = { tenantId, recipient, sender, kind, reporter, verified, messageIdHeader };
      await this.#world.complained?.(complaint);
    }
  }
}
