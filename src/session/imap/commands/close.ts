import { expungeMessages } from '#core/mailbox/expunge-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** CLOSE: expunges without telling, then leaves the mailbox (RFC 9051 §6.4.1). */
export async function close(session: ImapSession, cursor: Cursor): Promise<Reply> {
  cursor.expectEnd();
  const selected = session.mailbox;
  if (!selected.readOnly) await expungeMessages(session.context.mail, selected, undefined);
  session.unselect();
  return 'OK CLOSE completed';
}
