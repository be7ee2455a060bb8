import { setImmediate as nextTurn } from 'node:timers/promises';

import { Refusal } from '#base/refusal.ts';
import { type EntryFields, MailboxColumns } from '#core/mailbox/mailbox-columns.ts';
import { mailboxById } from '#store/operations/mailbox/mailbox-by-id.ts';
import { keywordNames, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { type EntryRow, loadEntries } from '#store/operations/message/load-entries.ts';
import type { Store } from '#store/store.ts';

/**
 * Rows asked for at once. A slice of this size keeps the loop for about 2 ms (DESIGN.md, section 4).
 */
export const sliceRowsMax = 2000;

/** What a {@link MailboxView} tells those who look through it. */
export type ViewFollower = {
  /** The rows at these ascending positions are about to be removed. */
  readonly rowsGo: (positions: readonly number[]) => void;
  /** Rows came, changed or went. */
  readonly viewChanged: () => void;
};

/**
 * One mailbox of one account as all sessions of this thread see it: flags, UIDs, sizes and dates in
 * memory, brought up to date by what changed since a modseq (DESIGN.md, section 5).
 */
export class MailboxView {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly columns = new MailboxColumns();
  /** Names of the keywords; the position is the bit. Names are only ever added. */
  keywords: readonly string[] = [];
  uidValidity = 0;
  uidNext = 1;
  /** Everything up to here is in the columns: HIGHESTMODSEQ (RFC 7162 §3.1.2.1). */
  modseq = 0;
  /** The last modseq at which a row that was here already changed. */
  changedModseq = 0;
  /** The mailbox was deleted; the columns stay as they were. */
  gone = false;
  readonly #store: Store;
  readonly #followers = new Set<ViewFollower>();
  #keywords = '[]';
  #stale = true;
  #running: Promise<void> | undefined;
  #following: Promise<void> | undefined;

  constructor(store: Store, accountId: number, mailboxId: number) {
    this.#store = store;
    this.accountId = accountId;
    this.mailboxId = mailboxId;
  }

  get inUse(): boolean {
    return this.#followers.size > 0;
  }

  /** Whether a hint has come since the last refresh. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Takes it that hints were lost: everybody looks for himself. */
  suspect(): void {
    this.#stale = true;
    for (const follower of this.#followers) follower.viewChanged();
  }

  follow(follower: ViewFollower): void {
    this.#followers.add(follower);
  }

  unfollow(follower: ViewFollower): void {
    this.#followers.delete(follower);
  }

  /** Takes a hint: something changed up to this modseq. */
  hint(modseq: number): void {
    if (modseq <= this.modseq) return;
    this.#stale = true;
    for (const follower of this.#followers) follower.viewChanged();
  }

  /** Refreshes unless the view has already come to `modseq`, the answer of a write. */
  async catchUp(modseq: number): Promise<void> {
    if (this.modseq < modseq) await this.refresh();
  }

  /**
   * Brings the view up to date: afterwards it shows every change that was committed before the
   * call. Calls at the same time share the work.
   */
  refresh(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#pull().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#following ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#following = undefined;
        return this.refresh();
      });
    return this.#following;
  }

  async #pull(): Promise<void> {
    if (this.gone) return;
    this.#stale = false;
    const before = this.modseq;
    try {
      if (before === 0) await this.#load();
      await this.#pullChanges();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'mailbox.absent') {
        this.gone = true;
        return;
      }
      this.#stale = true;
      throw error;
    }
    if (this.modseq === before) return;
    for (const follower of this.#followers) follower.viewChanged();
  }

  /** Loads the rows slice by slice; what changes meanwhile is found by the pull that follows. */
  async #load(): Promise<void> {
    const { accountId, mailboxId } = this;
    const mailbox = await this.#store.read(mailboxById, { accountId, mailboxId });
    this.columns.count = 0;
    this.columns.reserve(mailbox.total);
    await this.#loadNewRows();
    this.modseq = mailbox.modseq;
    this.changedModseq = mailbox.modseq;
    this.#describe(mailbox);
  }

  async #loadNewRows(): Promise<void> {
    const { accountId, mailboxId, columns } = this;
    for (;;) {
      const rows = await this.#store.read(loadEntries, {
        accountId,
        mailboxId,
        afterUid: this.#lastUid,
        limit: sliceRowsMax,
      });
      for (const row of rows) columns.append(fieldsOf(row));
      if (rows.length < sliceRowsMax) return;
      await nextTurn();
    }
  }

  get #lastUid(): number {
    return this.columns.uid[this.columns.count - 1] ?? 0;
  }

  /** Applies what changed since the view's modseq, slice by slice. */
  async #pullChanges(): Promise<void> {
    const { accountId, mailboxId } = this;
    for (let slice = 0; ; slice++) {
      const changes = await this.#store.read(entryChanges, {
        accountId,
        mailboxId,
        sinceModseq: this.modseq,
        limit: sliceRowsMax,
      });
      if (!changes.complete) throw new Error('A view is older than the list of vanished UIDs');
      const { mailbox, throughModseq } = changes;
      const last = throughModseq >= mailbox.modseq;
      this.#describe(mailbox);
      const fresh = this.#applyChanged(changes.changed);
      this.#applyVanished(changes.vanished);
      // Slices come by modseq, rows must come by UID: of several slices the new rows are left out.
      if (last && slice === 0) for (const row of fresh) this.columns.append(fieldsOf(row));
      else if (last) await this.#loadNewRows();
      this.modseq = throughModseq;
      if (last) return;
      await nextTurn();
    }
  }

  #describe(mailbox: MailboxRow): void {
    this.uidValidity = mailbox.uidValidity;
    this.uidNext = mailbox.uidNext;
    if (mailbox.keywords === this.#keywords) return;
    this.#keywords = mailbox.keywords;
    this.keywords = keywordNames(mailbox);
  }

  /** Changes rows that are here; returns the others, which are new, by UID. */
  #applyChanged(changed: readonly EntryRow[]): EntryRow[] {
    const { columns } = this;
    const lastUid = this.#lastUid;
    const fresh: EntryRow[] = [];
    for (const row of changed) {
      if (row[0] > lastUid) {
        fresh.push(row);
        continue;
      }
      const position = columns.positionOf(row[0]);
      if (position < 0) continue;
      columns.flags[position] = row[2];
      columns.keywords[position] = row[3];
      columns.modseq[position] = row[4];
      if (row[4] > this.changedModseq) this.changedModseq = row[4];
    }
    return fresh.toSorted((left, right) => left[0] - right[0]);
  }

  #applyVanished(vanished: readonly (readonly [number, number])[]): void {
    const { columns } = this;
    const positions: number[] = [];
    for (const [first, last] of vanished) {
      const end = columns.lowerBound(last + 1);
      for (let at = columns.lowerBound(first); at < end; at++) positions.push(at);
    }
    if (positions.length === 0) return;
    const ascending = positions.toSorted((left, right) => left - right);
    for (const follower of this.#followers) follower.rowsGo(ascending);
    columns.remove(ascending);
  }
}

function fieldsOf(row: EntryRow): EntryFields {
  const [uid, messageId, flags, keywords, modseq, size, receivedAt, savedAt] = row;
  return { uid, messageId, flags, keywords, modseq, size, receivedAt, savedAt };
}
