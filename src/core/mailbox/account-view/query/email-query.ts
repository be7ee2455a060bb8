import type { Filter } from '#proto/jmap/filter.ts';

/** Where a text is looked for (RFC 8621 §4.4.1); `text` is everywhere. */
export type TextField = 'text' | 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body';

/** A condition that takes a look at the message itself. */
export type TextCondition =
  /** All terms, which are in lower case, are in that field. */
  | { readonly on: 'text'; readonly field: TextField; readonly terms: readonly string[] }
  /** One field of that name has all terms; without terms it only is there. */
  | { readonly on: 'header'; readonly name: string; readonly terms: readonly string[] };

/** One thing that is asked of an e-mail (RFC 8621 §4.4.1). Times are milliseconds since the epoch. */
export type EmailCondition =
  /** 0 for a mailbox that does not exist. */
  | { readonly on: 'mailbox'; readonly mailboxId: number }
  | { readonly on: 'otherMailbox'; readonly mailboxIds: ReadonlySet<number> }
  | { readonly on: 'before' | 'after'; readonly at: number }
  /** At least, or less than, so many octets. */
  | { readonly on: 'minSize' | 'maxSize'; readonly octets: number }
  | { readonly on: 'keyword'; readonly keyword: string; readonly has: boolean }
  | { readonly on: 'thread'; readonly which: 'all' | 'some' | 'none'; readonly keyword: string }
  | { readonly on: 'attachment'; readonly has: boolean }
  | TextCondition;

/** One step of a sort (RFC 8621 §4.4.2). */
export type EmailComparator = {
  readonly isAscending: boolean;
} & (
  | { readonly by: 'receivedAt' | 'sentAt' | 'size' | 'from' | 'to' | 'subject' }
  | { readonly by: 'keyword' | 'allInThread' | 'someInThread'; readonly keyword: string }
);

/** The conditions of one FilterCondition, all of which must be met. */
export type EmailFilter = Filter<readonly EmailCondition[]>;

export type EmailQuery = {
  readonly filter: EmailFilter | undefined;
  /** Newest first when there are none. */
  readonly sort: readonly EmailComparator[];
  /** Only the first e-mail of each thread. */
  readonly collapseThreads: boolean;
};
