import { renameMailbox } from '#core/mailbox/rename-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseMailbox } from '#proto/imap/mailbox-name.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** RENAME: children go along; renaming INBOX moves its messages (RFC 9051 §6.3.6). */
export async function rename(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const from = parseMailbox(cursor, session.nameEncoding);
  expectSpace(cursor);
  const to = parseMailbox(cursor, session.nameEncoding);
  cursor.expectEnd();
  await renameMailbox(session.context.mail, session.accountId, { from, to });
  return 'OK RENAME completed';
}
