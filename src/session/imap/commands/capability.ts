import type { Cursor } from '#proto/cursor.ts';
import { capabilities } from '#session/imap/capabilities.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** CAPABILITY (RFC 9051 §6.1.1). */
export function capability(session: ImapSession, cursor: Cursor): Reply {
  cursor.expectEnd();
  session.untagged(`CAPABILITY ${capabilities(session)}`);
  return 'OK CAPABILITY completed';
}
