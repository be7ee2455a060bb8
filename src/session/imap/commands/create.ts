import { createMailbox } from '#core/mailbox/create-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import type { Reply } from '#session/imap/command.ts';
import { parseCreateArguments } from '#session/imap/parse-create-arguments.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** CREATE, with a special use when one is named (RFC 9051 §6.3.4, RFC 6154 §3). */
export async function create(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const { mailbox: name, roles } = parseCreateArguments(cursor, session.nameEncoding);
  const [role = 0, ...others] = roles;
  // RFC 6154 §3: uses that the server does not know, or cannot combine.
  if (roles.includes(0) || others.length > 0) return 'NO [USEATTR] Special use not supported';
  const { mail } = session.context;
  const mailboxId = await createMailbox(mail, session.accountId, { name, role });
  return `OK [MAILBOXID (m${mailboxId})] CREATE completed`; // RFC 8474 §4.1
}
