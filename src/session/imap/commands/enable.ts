import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseEnableArguments } from '#proto/imap/enable.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** ENABLE: what is unknown is passed over in silence (RFC 9051 §6.3.1). */
export function enable(session: ImapSession, cursor: Cursor): Reply {
  expectSpace(cursor);
  const enabled: string[] = [];
  for (const name of parseEnableArguments(cursor)) {
    if (name === 'IMAP4REV2' && !session.rev2) {
      session.rev2 = true;
      session.utf8 = true; // RFC 9051 §6.3.1: rev2 takes UTF-8 in quoted strings.
      enabled.push('IMAP4rev2');
    } else if (name === 'UTF8=ACCEPT' && !enabled.includes('UTF8=ACCEPT')) {
      session.utf8 = true;
      enabled.push('UTF8=ACCEPT');
    } else if (name === 'CONDSTORE' && !session.condstore) {
      session.condstore = true;
      enabled.push('CONDSTORE');
    }
  }
  session.untagged(['ENABLED', ...enabled].join(' '));
  return 'OK ENABLE completed';
}
