import type { MailboxView } from '#core/mailbox/mailbox-view.ts';
import { formatDateTime } from '#proto/imap/date.ts';
import type { PlainFetchName } from '#proto/imap/fetch-item.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';
import { flagList } from '#session/imap/fetch/flag-list.ts';

/** Items that are answered from the view's columns alone. */
export type ColumnName = Exclude<PlainFetchName, 'BODY' | 'BODYSTRUCTURE' | 'ENVELOPE'>;

/** Writes one item of a row from the columns (RFC 9051 §7.5.2). */
export function writeColumn(
  writer: ResponseWriter,
  view: MailboxView,
  position: number,
  name: ColumnName,
): void {
  const { columns } = view;
  switch (name) {
    case 'UID':
      return writer.uid(columns.uid[position] ?? 0);
    case 'FLAGS':
      return writer.text(flagList(view, position));
    case 'INTERNALDATE':
      return writer.text(`INTERNALDATE ${formatDateTime(columns.receivedAt[position] ?? 0)}`);
    case 'SAVEDATE': // RFC 8514 §4.2
      return writer.text(`SAVEDATE ${formatDateTime(columns.savedAt[position] ?? 0)}`);
    case 'RFC822.SIZE':
      writer.text('RFC822.SIZE ');
      return writer.number(columns.size[position] ?? 0);
    case 'MODSEQ': // RFC 7162 §3.1.4.2
      writer.text('MODSEQ (');
      writer.number(columns.modseq[position] ?? 0);
      return writer.text(')');
    case 'EMAILID': // RFC 8474 §5.1
      writer.text('EMAILID (e');
      writer.number(columns.messageId[position] ?? 0);
      return writer.text(')');
    case 'THREADID': // RFC 8474 §5.2: NIL where threads are not told.
      return writer.text('THREADID NIL');
  }
}
