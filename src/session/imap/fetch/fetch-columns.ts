import { Breather } from '#core/mailbox/breather.ts';
import type { MailboxView } from '#core/mailbox/mailbox-view.ts';
import { ResponseWriter } from '#proto/imap/response-writer.ts';
import { type ColumnName, writeColumn } from '#session/imap/fetch/write-column.ts';
import { flushRows } from '#session/imap/fetch/flush-rows.ts';
import type { FetchTarget } from '#session/imap/fetch/fetch-target.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Octets gathered before they go to the connection. */
const chunkOctets = 60 * 1024;

/** Rows written between two looks at the clock. */
const rowsPerLook = 1024;

/**
 * Answers a FETCH whose items are all in the columns: no read of the store, no object per message.
 * Sequence numbers stay while it runs, positions only until the next wait.
 */
export async function fetchColumns(
  session: ImapSession,
  target: FetchTarget,
  names: readonly ColumnName[],
): Promise<void> {
  const { connection, context, mailbox: selected } = session;
  const { view } = selected;
  const writer = new ResponseWriter();
  const breather = new Breather(context.clock);
  const since = target.changedSince ?? -1;
  let rows = 0;
  for (const [low, high] of target.ranges) {
    for (let number = low; number <= high; number++) {
      const position = selected.positionOf(number);
      if (position < 0) target.missed = true;
      else if ((view.columns.modseq[position] ?? 0) > since) {
        writer.beginFetch(number);
        writeRow(writer, view, position, names);
        writer.endFetch();
      }
      if (writer.length >= chunkOctets) {
        flushRows(connection, writer);
        await connection.flush();
      }
      if (++rows % rowsPerLook === 0 && breather.due) await breather.breathe();
    }
  }
  flushRows(connection, writer);
}

function writeRow(
  writer: ResponseWriter,
  view: MailboxView,
  position: number,
  names: readonly ColumnName[],
): void {
  for (let index = 0; index < names.length; index++) {
    if (index > 0) writer.text(' ');
    writeColumn(writer, view, position, names[index] ?? 'UID');
  }
}
