import { Appending } from '#core/mailbox/appending.ts';
import { findTarget } from '#core/mailbox/find-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import {
  type AppendMessage,
  parseAppendMailbox,
  parseAppendMessage,
  parseAppendNext,
} from '#proto/imap/append.ts';
import { appendUid } from '#proto/imap/response-code.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** APPEND of one or more messages, all or none (RFC 9051 §6.3.12, RFC 3502 §6.3.11). */
export async function append(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const { context, limits } = session;
  expectSpace(cursor);
  const name = parseAppendMailbox(cursor, session.nameEncoding);
  let message: AppendMessage | undefined = parseAppendMessage(cursor);
  const mailbox = await findTarget(context.mail, session.accountId, name);
  using appending = new Appending(context.mail, session.accountId, mailbox);
  while (message !== undefined) {
    if (message.literal.size > limits.appendOctetsMax) return 'NO [TOOBIG] Message too large';
    if (message.literal.size === 0) return 'NO Message is empty'; // RFC 3502 §6.3.11: cancels.
    if (appending.count === limits.appendMessagesMax) return 'NO [LIMIT] Too many messages';
    message = await takeMessage(session, appending, message);
  }
  const appended = await appending.commit();
  const view = session.selected?.view;
  if (view?.mailboxId === mailbox.mailboxId) await view.catchUp(appended.modseq);
  return `OK [${appendUid(appended.uidValidity, appended.uids)}] APPEND completed`;
}

/** Takes the octets of a message; returns the next one of a MULTIAPPEND. */
async function takeMessage(
  { limits, reader }: ImapSession,
  appending: Appending,
  message: AppendMessage,
): Promise<AppendMessage | undefined> {
  for await (const chunk of reader.message()) await appending.push(chunk);
  await appending.end(message);
  return parseAppendNext(await reader.afterMessage(limits.commandOctetsMax), message.utf8);
}
