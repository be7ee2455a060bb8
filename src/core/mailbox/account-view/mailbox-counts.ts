import type { AccountColumns } from '#core/mailbox/account-view/account-columns.ts';
import type { ThreadIndex } from '#core/mailbox/account-view/thread-index.ts';
import { flag } from '#store/flag.ts';

/** What JMAP counts of a mailbox (RFC 8621 §2). */
export type MailboxCounts = {
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  /** Threads with an unread message anywhere, what is only in the trash standing apart. */
  unreadThreads: number;
};

const nothing: Readonly<MailboxCounts> = {
  totalEmails: 0,
  unreadEmails: 0,
  totalThreads: 0,
  unreadThreads: 0,
};

/** One mailbox of one thread. */
type Share = { emails: number; unread: number; readonly mailboxId: number };

/** The counts of all mailboxes, kept thread by thread: a thread is taken out, changed and put back. */
export class MailboxTally {
  readonly #columns: AccountColumns;
  readonly #threads: ThreadIndex;
  readonly #counts = new Map<number, MailboxCounts>();
  /** The mailbox whose role is trash, or 0. */
  trashId = 0;

  constructor(columns: AccountColumns, threads: ThreadIndex) {
    this.#columns = columns;
    this.#threads = threads;
  }

  of(mailboxId: number): Readonly<MailboxCounts> {
    return this.#counts.get(mailboxId) ?? nothing;
  }

  clear(): void {
    this.#counts.clear();
  }

  /** Counts a thread as it is now, with `sign` -1 no longer. */
  count(threadId: number, sign: 1 | -1): void {
    const shares: Share[] = [];
    let unreadOutsideTrash = false;
    let unreadInTrash = false;
    const { trashId } = this;
    for (let row = this.#threads.first(threadId); row >= 0; row = this.#threads.next(row)) {
      const unread = this.#isUnread(row);
      let outside = false;
      this.#eachMailbox(row, (mailboxId) => {
        if (mailboxId !== trashId) outside = true;
        else if (unread) unreadInTrash = true;
        const share = shareOf(shares, mailboxId);
        share.emails++;
        if (unread) share.unread++;
      });
      if (unread && outside) unreadOutsideTrash = true;
    }
    for (const { mailboxId, emails, unread } of shares) {
      const counts = this.#countsOf(mailboxId);
      counts.totalEmails += sign * emails;
      counts.unreadEmails += sign * unread;
      counts.totalThreads += sign;
      if (mailboxId === trashId ? unreadInTrash : unreadOutsideTrash) counts.unreadThreads += sign;
    }
  }

  #countsOf(mailboxId: number): MailboxCounts {
    let counts = this.#counts.get(mailboxId);
    if (counts === undefined) this.#counts.set(mailboxId, (counts = { ...nothing }));
    return counts;
  }

  /** Neither `$seen` nor `$draft` in any of the mailboxes that show it. */
  #isUnread(row: number): boolean {
    const { flags, more } = this.#columns;
    let all = visibleFlags(flags[row] ?? 0);
    for (const entry of more.get(row) ?? []) all |= visibleFlags(entry.flags);
    return (all & (flag.seen | flag.draft)) === 0;
  }

  #eachMailbox(row: number, found: (mailboxId: number) => void): void {
    const { flags, mailboxId, more } = this.#columns;
    if (((flags[row] ?? 0) & flag.deleted) === 0) found(mailboxId[row] ?? 0);
    for (const entry of more.get(row) ?? []) {
      if ((entry.flags & flag.deleted) === 0) found(entry.mailboxId);
    }
  }
}

/** The flags of an entry, or none when it is not to be seen (RFC 8621 §4.1.1). */
export function visibleFlags(flags: number): number {
  return (flags & flag.deleted) === 0 ? flags : 0;
}

/** A thread is in few mailboxes: a list is quicker than a map. */
function shareOf(shares: Share[], mailboxId: number): Share {
  for (const share of shares) if (share.mailboxId === mailboxId) return share;
  const share = { mailboxId, emails: 0, unread: 0 };
  shares.push(share);
  return share;
}
