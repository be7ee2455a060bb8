import { deleteMailbox } from '#core/mailbox/delete-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { parseOneMailbox } from '#session/imap/parse-one-mailbox.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** DELETE (RFC 9051 §6.3.5). The selected mailbox is left when it goes. */
export async function deleteCommand(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const mailbox = parseOneMailbox(session, cursor);
  const mailboxId = await deleteMailbox(session.context.mail, session.accountId, mailbox);
  if (session.selected?.view.mailboxId === mailboxId) {
    session.unselect();
    session.untagged('OK [CLOSED] Selected mailbox was deleted');
  }
  return 'OK DELETE completed';
}
