import type { OpenMessage } from '#core/mailbox/message-batch.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';
import type { PlannedItem } from '#session/imap/fetch/plan.ts';
import { writeBinary, writeBinarySize } from '#session/imap/fetch/write-binary.ts';
import { writeColumn } from '#session/imap/fetch/write-column.ts';
import { writePreview } from '#session/imap/fetch/write-preview.ts';
import { writeSection } from '#session/imap/fetch/write-section.ts';
import type { ImapSession } from '#session/imap/session.ts';

/**
 * Writes one item of one message (RFC 9051 §7.5.2). Returns a promise only when it had to wait, so
 * that the usual message costs no turn of the loop.
 */
export function writeItem(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  { item, label }: PlannedItem,
): Promise<void> | undefined {
  switch (item.kind) {
    case 'plain':
      if (item.name === 'ENVELOPE' || item.name === 'BODY' || item.name === 'BODYSTRUCTURE') {
        writeRecorded(writer, message, item.name);
      } else {
        const { mailbox: selected } = session;
        const position = selected.positionOf(message.number);
        writeColumn(writer, selected.view, position, item.name);
      }
      return undefined;
    case 'section':
      writer.text(label);
      return writeSection(session, writer, message, item);
    case 'binary':
      writer.text(label);
      return writeBinary(session, writer, message, item);
    case 'binary-size':
      writer.text(label);
      return writeBinarySize(session, writer, message, item);
    case 'preview':
      break;
  }
  writer.text(label);
  writePreview(writer, message);
  return undefined;
}

/** Copies what the record holds ready. */
function writeRecorded(
  writer: ResponseWriter,
  { record }: OpenMessage,
  name: 'ENVELOPE' | 'BODY' | 'BODYSTRUCTURE',
): void {
  if (record === undefined) throw new Error(`${name} without a record`);
  writer.text(name);
  writer.text(' ');
  if (name === 'ENVELOPE') writer.octets(record.envelope);
  else writer.octets(name === 'BODY' ? record.body : record.bodyStructure);
}
