import { ResponseWriter } from '#proto/imap/response-writer.ts';
import { flushRows } from '#session/imap/fetch/flush-rows.ts';
import { flagList } from '#session/imap/fetch/flag-list.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellKeywords } from '#session/imap/tell-keywords.ts';

/**
 * Tells what others did to the selected mailbox: EXPUNGE where it is allowed, flags, EXISTS
 * (RFC 9051 §5.2, §7.5.1). Without `expunge` vanished messages keep their numbers.
 */
export async function tellChanges(session: ImapSession, expunge: boolean): Promise<void> {
  const selected = session.selected;
  if (selected === undefined) return;
  if (selected.view.stale) await selected.view.refresh();
  if (!selected.behind) return;
  if (expunge && selected.hasGaps) {
    session.connection.write(
      selected
        .takeExpunged()
        .map((number) => `* ${number} EXPUNGE\r\n`)
        .join(''),
    );
  }
  await tellFlags(session);
  const exists = selected.takeExists();
  if (exists !== undefined) {
    session.untagged(`${exists} EXISTS`);
    if (!session.rev2) session.untagged('0 RECENT'); // RFC 3501 §7.3.2
  }
}

async function tellFlags(session: ImapSession): Promise<void> {
  const { mailbox: selected } = session;
  const { columns } = selected.view;
  let position = selected.changedRow(0);
  if (position >= 0) {
    tellKeywords(session);
    const writer = new ResponseWriter();
    for (; position >= 0; position = selected.changedRow(position + 1)) {
      writer.beginFetch(selected.numberOf(position));
      if (session.condstore || session.rev2) {
        writer.uid(columns.uid[position] ?? 0);
        writer.text(' ');
      }
      writer.text(flagList(selected.view, position));
      if (session.condstore) {
        writer.text(' MODSEQ (');
        writer.number(columns.modseq[position] ?? 0);
        writer.text(')');
      }
      writer.endFetch();
    }
    // No turn of the loop in between: the rows must not move while they are told.
    flushRows(session.connection, writer);
  }
  selected.changesTold();
}
