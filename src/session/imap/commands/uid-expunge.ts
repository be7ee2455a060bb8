import { expungeMessages } from '#core/mailbox/expunge-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseSequenceSet } from '#proto/imap/sequence-set.ts';
import type { Reply } from '#session/imap/command.ts';
import { highestModseqCode } from '#session/imap/highest-modseq-code.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** UID EXPUNGE: only those named that are \Deleted (RFC 9051 §6.4.9, RFC 4315 §2.1). */
export async function uidExpunge(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const set = parseSequenceSet(cursor);
  cursor.expectEnd();
  const selected = session.mailbox;
  if (selected.readOnly) return 'NO [READ-ONLY] Mailbox is read-only';
  const uids = selected.uidsOf(selected.resolve(set, true));
  const gone = await expungeMessages(session.context.mail, selected, uids);
  return `OK ${highestModseqCode(session, gone)}UID EXPUNGE completed`;
}
