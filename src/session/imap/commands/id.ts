import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatId, parseIdArguments } from '#proto/imap/id.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** What the server says of itself: no version, which would only serve attackers. */
const serverFields = new Map([['name', 'Postamt']]);

/** ID: the client's words go to the debug log only (RFC 2971 §3.1). */
export function id(session: ImapSession, cursor: Cursor): Reply {
  expectSpace(cursor);
  const fields = parseIdArguments(cursor);
  session.context.log.debug('imap client', {
    connection: session.connection.id,
    name: fields.get('name'),
    version: fields.get('version'),
  });
  session.connection.write(formatId(serverFields));
  return 'OK ID completed';
}
