import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';
import type { StatusItem } from '#proto/imap/status.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** The values that STATUS tells, in the order asked (RFC 9051 §7.3.4). */
export function statusValues(
  session: ImapSession,
  mailbox: MailboxInfo,
  items: readonly StatusItem[],
): [StatusItem, number | string][] {
  return items.map((item) => [item, valueOf(session, mailbox, item)]);
}

function valueOf(session: ImapSession, mailbox: MailboxInfo, item: StatusItem): number | string {
  switch (item) {
    case 'MESSAGES':
      return mailbox.total;
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'UNSEEN':
      return mailbox.unseen;
    case 'DELETED':
      return mailbox.deleted;
    case 'SIZE':
      return mailbox.bytes;
    case 'RECENT':
      return 0;
    case 'HIGHESTMODSEQ':
      return mailbox.modseq;
    case 'MAILBOXID':
      return `(m${mailbox.mailboxId})`;
    case 'APPENDLIMIT':
      return session.limits.appendOctetsMax;
    case 'DELETED-STORAGE':
      break;
  }
  return 'NIL'; // RFC 9208 §4.1.4: with QUOTA only.
}
