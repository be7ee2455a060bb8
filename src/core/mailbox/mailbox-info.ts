import type { MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';

/** A mailbox with its counters, or a name that only its subscription keeps. */
export type MailboxInfo = {
  /** 0 for a name that does not exist. */
  readonly mailboxId: number;
  /** Levels joined by `/`. */
  readonly name: string;
  /** False for a level that only has children, and for a name that does not exist. */
  readonly selectable: boolean;
  /** As in store/role.ts; 0 none, 1 INBOX. */
  readonly role: number;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly modseq: number;
  readonly total: number;
  readonly unseen: number;
  readonly deleted: number;
  /** Octets of all messages. */
  readonly bytes: number;
};

/** The row as sessions see it. */
export function mailboxInfo(row: MailboxRow, name: string, hasChildren: boolean): MailboxInfo {
  return {
    mailboxId: row.mailboxId,
    name,
    selectable: row.selectable === 1,
    role: row.role,
    subscribed: row.subscribed === 1,
    hasChildren,
    uidValidity: row.uidValidity,
    uidNext: row.uidNext,
    modseq: row.modseq,
    total: row.total,
    unseen: row.unseen,
    deleted: row.deleted,
    bytes: row.bytes,
  };
}

/** A name without a mailbox, as LIST (SUBSCRIBED) tells it (RFC 9051 §6.3.9.1). */
export function subscribedName(name: string): MailboxInfo {
  return {
    mailboxId: 0,
    name,
    selectable: false,
    role: 0,
    subscribed: true,
    hasChildren: false,
    uidValidity: 0,
    uidNext: 0,
    modseq: 0,
    total: 0,
    unseen: 0,
    deleted: 0,
    bytes: 0,
  };
}
