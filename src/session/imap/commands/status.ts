import { findMailbox } from '#core/mailbox/find-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatStatus, parseStatusArguments } from '#proto/imap/status.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { statusValues } from '#session/imap/status-values.ts';

/** STATUS: from the mailbox's counters, without opening it (RFC 9051 §6.3.11). */
export async function status(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const { mailbox: name, items } = parseStatusArguments(cursor, session.nameEncoding);
  const mailbox = await findMailbox(session.context.mail, session.accountId, name);
  if (items.includes('HIGHESTMODSEQ')) session.condstore = true; // RFC 7162 §3.1
  const values = statusValues(session, mailbox, items);
  session.connection.write(formatStatus(name, session.nameEncoding, values));
  return 'OK STATUS completed';
}
