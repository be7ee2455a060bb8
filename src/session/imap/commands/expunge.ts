import { expungeMessages } from '#core/mailbox/expunge-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { highestModseqCode } from '#session/imap/highest-modseq-code.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** EXPUNGE (RFC 9051 §6.4.3); the responses come with the changes told before the reply. */
export async function expunge(session: ImapSession, cursor: Cursor): Promise<Reply> {
  cursor.expectEnd();
  if (session.mailbox.readOnly) return 'NO [READ-ONLY] Mailbox is read-only';
  const gone = await expungeMessages(session.context.mail, session.mailbox, undefined);
  return `OK ${highestModseqCode(session, gone)}EXPUNGE completed`;
}
