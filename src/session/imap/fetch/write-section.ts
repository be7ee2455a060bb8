import { chooseFields } from '#core/mailbox/header-fields.ts';
import { type OpenMessage, readSlice, sliceOctetsMax } from '#core/mailbox/message-batch.ts';
import { type OctetRange, sectionRange } from '#core/mailbox/section-range.ts';
import type { FetchItem } from '#proto/imap/fetch-item.ts';
import { replaceNul } from '#proto/imap/replace-nul.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';
import { flushRows } from '#session/imap/fetch/flush-rows.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Octets from here on go to the connection without a copy. */
const directOctets = 32 * 1024;

type SectionItem = Extract<FetchItem, { kind: 'section' }>;

/** Writes ` {n}` and the octets of BODY[…], or ` NIL` for a part that is not there. */
export function writeSection(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  item: SectionItem,
): Promise<void> | undefined {
  const range = rangeOf(message, item);
  if (range === undefined) {
    writer.text(' NIL');
    return undefined;
  }
  if (item.section.fields.length > 0) return writeFields(session, writer, message, item);
  return writeRange(session, writer, message, partialOf(range, item.partial));
}

function rangeOf(message: OpenMessage, { section }: SectionItem): OctetRange | undefined {
  if (section.part.length === 0 && section.text === 'whole') {
    return { start: 0, end: message.size };
  }
  if (message.record === undefined) throw new Error('A section without a record');
  return sectionRange(message.record.root, section);
}

/** `<offset.count>`, clipped to what is there (RFC 9051 §6.4.5). */
function partialOf(range: OctetRange, partial: SectionItem['partial']): OctetRange {
  if (partial === undefined) return range;
  const start = Math.min(range.start + partial.offset, range.end);
  return { start, end: Math.min(start + partial.count, range.end) };
}

function writeRange(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  { start, end }: OctetRange,
): Promise<void> | undefined {
  writer.text(' ');
  writer.literalHead(end - start);
  const { octets } = message;
  if (octets === undefined || octets.length < end)
    return writeSlices(session, writer, message, { start, end });
  const cut = start === 0 && end === octets.length ? octets : octets.subarray(start, end);
  const part = message.holdsNul ? replaceNul(cut) : cut;
  if (part.length < directOctets) {
    writer.octets(part);
    return undefined;
  }
  flushRows(session.connection, writer);
  session.connection.write(part);
  return undefined;
}

/** A large message goes slice by slice, never as a whole in memory. */
async function writeSlices(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  { start, end }: OctetRange,
): Promise<void> {
  const { connection, context } = session;
  flushRows(connection, writer);
  for (let from = start; from < end; from += sliceOctetsMax) {
    const to = Math.min(from + sliceOctetsMax, end);
    const slice = await readSlice(context.mail, message, { start: from, end: to });
    connection.write(message.holdsNul ? replaceNul(slice) : slice);
    await connection.flush();
  }
}

function writeFields(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  item: SectionItem,
): Promise<void> | undefined {
  const range = rangeOf(message, item);
  if (range === undefined) return undefined;
  const { octets } = message;
  if (octets !== undefined && octets.length >= range.end) {
    const header = octets.subarray(range.start, range.end);
    writeChosen(writer, message.holdsNul ? replaceNul(header) : header, item);
    return undefined;
  }
  return readSlice(session.context.mail, message, range).then((header) =>
    writeChosen(writer, message.holdsNul ? replaceNul(header) : header, item),
  );
}

function writeChosen(writer: ResponseWriter, header: Uint8Array, item: SectionItem): void {
  const { fields, text } = item.section;
  const chosen = chooseFields(Buffer.from(header.buffer, header.byteOffset, header.length), {
    names: new Set(fields.map((field) => field.toUpperCase())),
    not: text === 'HEADER.FIELDS.NOT',
  });
  const part = partialOf({ start: 0, end: chosen.length }, item.partial);
  writer.text(' ');
  writer.literalHead(part.end - part.start);
  writer.text(item.partial === undefined ? chosen : chosen.slice(part.start, part.end));
}
