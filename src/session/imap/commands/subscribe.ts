import { setSubscribed } from '#core/mailbox/set-subscribed.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { parseOneMailbox } from '#session/imap/parse-one-mailbox.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** SUBSCRIBE (RFC 9051 §6.3.7). */
export async function subscribe(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const name = parseOneMailbox(session, cursor);
  await setSubscribed(session.context.mail, session.accountId, { name, subscribed: true });
  return 'OK SUBSCRIBE completed';
}
