import { AccountColumns, type ViewEntry } from '#core/mailbox/account-view/account-columns.ts';
import {
  type MailboxCounts,
  MailboxTally,
  visibleFlags,
} from '#core/mailbox/account-view/mailbox-counts.ts';
import { ThreadIndex } from '#core/mailbox/account-view/thread-index.ts';
import type { ViewMailbox } from '#core/mailbox/account-view/view-mailbox.ts';
import { flag } from '#store/flag.ts';

/** The system flags that JMAP has as keywords (RFC 8621 §4.1.1). */
export const systemKeywords: readonly (readonly [keyword: string, flag: number])[] = [
  ['$seen', flag.seen],
  ['$answered', flag.answered],
  ['$flagged', flag.flagged],
  ['$draft', flag.draft],
];

/**
 * Every message of one account as all JMAP sessions of this thread see it. Rows, threads and counts
 * belong together as long as nobody awaits; `AccountViews` brings them up to date.
 */
export class AccountView {
  readonly accountId: number;
  readonly columns = new AccountColumns();
  readonly threads = new ThreadIndex(this.columns);
  readonly tally = new MailboxTally(this.columns, this.threads);
  readonly mailboxes = new Map<number, ViewMailbox>();
  /** The state: everything up to here is in the view. */
  modseq = 0;
  /** Moves on when rows get other numbers. */
  arrangement = 0;
  /** Whether everything has been read once. */
  loaded = false;
  /** Changes are being taken in: rows may show more than {@link modseq} says. */
  pulling = false;
  /** Rows of messages that were deleted. */
  deadRows = 0;

  constructor(accountId: number) {
    this.accountId = accountId;
  }

  /** The row of a message that JMAP sees, or -1. */
  rowOf(messageId: number): number {
    const row = this.columns.find(messageId, this.columns.count);
    return row >= 0 && this.columns.visible[row] === 1 ? row : -1;
  }

  /** All places of a message, those with \Deleted too; none for one that is dead. */
  entriesOf(row: number): readonly ViewEntry[] {
    const { columns } = this;
    const mailboxId = columns.mailboxId[row] ?? 0;
    if (mailboxId === 0) return [];
    const uid = columns.uid[row] ?? 0;
    const flags = columns.flags[row] ?? 0;
    const first = { mailboxId, uid, flags, keywords: columns.keywords[row] ?? 0 };
    return [first, ...(columns.more.get(row) ?? [])];
  }

  /** The mailboxes that show the message: `mailboxIds` (RFC 8621 §4.1.1). */
  mailboxesOf(row: number): number[] {
    return this.entriesOf(row)
      .filter(({ flags }) => (flags & flag.deleted) === 0)
      .map(({ mailboxId }) => mailboxId);
  }

  /** Whether a mailbox shows the message. */
  isIn(row: number, mailboxId: number): boolean {
    const { columns } = this;
    if (columns.mailboxId[row] === mailboxId) {
      return ((columns.flags[row] ?? 0) & flag.deleted) === 0;
    }
    if (columns.more.size === 0) return false;
    const entry = columns.more.get(row)?.find((one) => one.mailboxId === mailboxId);
    return entry !== undefined && (entry.flags & flag.deleted) === 0;
  }

  /** System flags that a message has in any mailbox that shows it. */
  flagsOf(row: number): number {
    const { columns } = this;
    const flags = visibleFlags(columns.flags[row] ?? 0);
    if (columns.more.size === 0) return flags;
    const others = columns.more.get(row) ?? [];
    return others.reduce((all, entry) => all | visibleFlags(entry.flags), flags);
  }

  /**
   * Keywords that a message has in any mailbox that shows it, in lower case: IMAP has them by
   * mailbox, JMAP by message (RFC 8621 §4.1.1).
   */
  keywordsOf(row: number): string[] {
    const flags = this.flagsOf(row);
    const names = systemKeywords.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
    for (const entry of this.entriesOf(row)) {
      if (entry.keywords === 0 || (entry.flags & flag.deleted) !== 0) continue;
      const known = this.mailboxes.get(entry.mailboxId)?.keywords ?? [];
      for (const [place, name] of known.entries()) {
        if (hasBit(entry.keywords, place) && !names.includes(name)) names.push(name);
      }
    }
    return names;
  }

  countsOf(mailboxId: number): Readonly<MailboxCounts> {
    return this.tally.of(mailboxId);
  }
}

/** Whether bit `place` is set; up to 50 bits, so no bitwise operators. */
export function hasBit(bits: number, place: number): boolean {
  return Math.floor(bits / 2 ** place) % 2 === 1;
}
