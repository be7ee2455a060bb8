import { selectMailbox } from '#core/mailbox/select-mailbox.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatListLine } from '#proto/imap/list-response.ts';
import { parseSelectArguments } from '#proto/imap/select.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellFlagLists } from '#session/imap/tell-keywords.ts';

/** What SELECT and EXAMINE have in common (RFC 9051 §6.3.2). */
export async function openMailbox(
  session: ImapSession,
  cursor: Cursor,
  readOnly: boolean,
): Promise<Reply> {
  expectSpace(cursor);
  const { mailbox: name, condstore } = parseSelectArguments(cursor, session.nameEncoding);
  // RFC 9051 §6.3.2: the mailbox before is left even when the new one cannot be opened.
  if (session.selected !== undefined) {
    session.unselect();
    session.untagged('OK [CLOSED] Previous mailbox closed');
  }
  const { mail } = session.context;
  const selected = await selectMailbox(mail, session.accountId, { name, readOnly });
  if (condstore) session.condstore = true;
  session.selected = selected;
  tellMailbox(session, selected, name);
  return readOnly ? 'OK [READ-ONLY] EXAMINE completed' : 'OK [READ-WRITE] SELECT completed';
}

function tellMailbox(session: ImapSession, selected: SelectedMailbox, name: string): void {
  const { view } = selected;
  const { columns } = view;
  tellFlagLists(session, selected);
  session.untagged(`${columns.count} EXISTS`);
  if (!session.rev2) {
    session.untagged('0 RECENT'); // RFC 3501 §6.3.1
    const unseen = firstUnseen(selected);
    if (unseen > 0) session.untagged(`OK [UNSEEN ${unseen}] First unseen message`);
  }
  session.untagged(`OK [UIDVALIDITY ${view.uidValidity}] UIDs valid`);
  session.untagged(`OK [UIDNEXT ${view.uidNext}] Predicted next UID`);
  session.untagged(`OK [HIGHESTMODSEQ ${view.modseq}] Highest`); // RFC 7162 §3.1.2.1
  session.untagged(`OK [MAILBOXID (m${view.mailboxId})] Object id`); // RFC 8474 §4.2
  if (session.rev2) {
    session.connection.write(
      formatListLine(
        { response: 'LIST', attributes: [], mailbox: name, childInfo: [], oldName: undefined },
        session.nameEncoding,
      ),
    );
  }
}

function firstUnseen({ view: { columns } }: SelectedMailbox): number {
  for (let position = 0; position < columns.count; position++) {
    if (((columns.flags[position] ?? 0) & 1) === 0) return position + 1;
  }
  return 0;
}
