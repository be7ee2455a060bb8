import { setSubscribed } from '#core/mailbox/set-subscribed.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { parseOneMailbox } from '#session/imap/parse-one-mailbox.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** UNSUBSCRIBE (RFC 9051 §6.3.8). */
export async function unsubscribe(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const name = parseOneMailbox(session, cursor);
  await setSubscribed(session.context.mail, session.accountId, { name, subscribed: false });
  return 'OK UNSUBSCRIBE completed';
}
