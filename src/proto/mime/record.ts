import { hasAttachment } from '#proto/mime/attachment.ts';
import { tellStructure } from '#proto/mime/body-structure.ts';
import { parseDate } from '#proto/mime/date.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { readMessageHeader, tellEnvelope } from '#proto/mime/envelope.ts';
import { parseMessageIds } from '#proto/mime/message-id.ts';
import { previewOf } from '#proto/mime/preview.ts';
import { RecordCursor } from '#proto/mime/record-cursor.ts';
import {
  attachmentFlag,
  recordVersion,
  section,
  type Section,
  sectionEndsOffset,
  sectionsOffset,
  sentAtOffset,
} from '#proto/mime/record-layout.ts';
import { readPart, type RecordPart, writePart } from '#proto/mime/record-parts.ts';
import { type Person, readPeople, writePeople } from '#proto/mime/record-people.ts';
import { RecordWriter } from '#proto/mime/record-writer.ts';
import type { MessageStructure } from '#proto/mime/structure.ts';

/**
 * Makes the derived record of a message: what mailbox lists, FETCH and threads need of it without
 * a look at its octets (docs/internals/mime-record.md). In memory of its own, never throws.
 */
export function encodeRecord({ root, samples }: MessageStructure): Uint8Array {
  const header = readMessageHeader(root);
  const { values } = header;
  const told = tellStructure(root);
  const writer = new RecordWriter();
  writer.octets(tellEnvelope(header));
  writer.endSection();
  writer.octets(told.body);
  writer.endSection();
  writer.octets(told.extended);
  writer.endSection();
  writePart(writer, root, 0);
  writer.endSection();
  writer.utf8(previewOf(samples));
  writer.endSection();
  writer.utf8(decodeWords(values.subject ?? ''));
  writer.endSection();
  for (const list of [header.from, header.to, header.cc, header.bcc]) writePeople(writer, list);
  writer.endSection();
  for (const field of [values['message-id'], values['in-reply-to'], values.references]) {
    writeIds(writer, field);
  }
  writer.endSection();
  return writer.finish((head) => {
    head[0] = recordVersion;
    head[1] = hasAttachment(root) ? attachmentFlag : 0;
    head.writeDoubleLE(parseDate(values.date ?? '') ?? Number.NaN, sentAtOffset);
  });
}

/** Whether a stored record is of this layout; one that is not is made anew. */
export function isRecord(octets: Uint8Array): boolean {
  return octets[0] === recordVersion && octets.length >= sectionsOffset;
}

type People = {
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
};

type Ids = {
  readonly messageId: string | undefined;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
};

/** Reads a derived record, each section only when it is asked for. */
export class RecordReader {
  readonly #octets: Uint8Array;
  #root: RecordPart | undefined;
  #people: People | undefined;
  #ids: Ids | undefined;

  /** @throws {Error} When {@link isRecord} denies it. */
  constructor(octets: Uint8Array) {
    if (!isRecord(octets)) {
      throw new Error(
        `Cannot read a derived record of version ${octets[0] ?? 'none'}: version ` +
          `${recordVersion} is read here. Make it anew from the message`,
      );
    }
    this.#octets = octets;
  }

  /** ENVELOPE as told by IMAP, its parentheses included (RFC 9051 §7.5.2). */
  get envelope(): Uint8Array {
    return this.#section(section.envelope);
  }

  /** BODY: the structure without extension data (RFC 9051 §7.5.2). */
  get body(): Uint8Array {
    return this.#section(section.body);
  }

  /** BODYSTRUCTURE (RFC 9051 §7.5.2). */
  get bodyStructure(): Uint8Array {
    return this.#section(section.bodyStructure);
  }

  /** The message as a part, with the parts inside it. */
  get root(): RecordPart {
    this.#root ??= readPart(this.#cursor(section.parts), 0);
    return this.#root;
  }

  /** The first words of its text, at most 200 characters (RFC 8970 §3). */
  get preview(): string {
    return this.#text(section.preview);
  }

  get subject(): string {
    return this.#text(section.subject);
  }

  get hasAttachment(): boolean {
    return ((this.#octets[1] ?? 0) & attachmentFlag) !== 0;
  }

  /** Milliseconds since the epoch; undefined without a Date that can be read. */
  get sentAt(): number | undefined {
    const { buffer, byteOffset } = this.#octets;
    const sentAt = new DataView(buffer, byteOffset).getFloat64(sentAtOffset, true);
    return Number.isNaN(sentAt) ? undefined : sentAt;
  }

  /** Senders and recipients, decoded. */
  get people(): People {
    if (this.#people === undefined) {
      const cursor = this.#cursor(section.people);
      const [from, to, cc, bcc] = [0, 0, 0, 0].map(() => readPeople(cursor));
      this.#people = { from: from ?? [], to: to ?? [], cc: cc ?? [], bcc: bcc ?? [] };
    }
    return this.#people;
  }

  /** Message-IDs with their angle brackets, for threads (RFC 5322 §3.6.4). */
  get ids(): Ids {
    if (this.#ids === undefined) {
      const cursor = this.#cursor(section.ids);
      const [messageId] = cursor.strings();
      this.#ids = { messageId, inReplyTo: cursor.strings(), references: cursor.strings() };
    }
    return this.#ids;
  }

  #section(which: Section): Uint8Array {
    const start = which === 0 ? sectionsOffset : this.#end(which - 1);
    return this.#octets.subarray(start, this.#end(which));
  }

  #end(which: number): number {
    const octets = this.#octets;
    const at = sectionEndsOffset + 4 * which;
    const low = (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8) | ((octets[at + 2] ?? 0) << 16);
    return low + (octets[at + 3] ?? 0) * 0x1000000;
  }

  #cursor(which: Section): RecordCursor {
    return new RecordCursor(this.#section(which));
  }

  #text(which: Section): string {
    const { buffer, byteOffset, length } = this.#section(which);
    return Buffer.from(buffer, byteOffset, length).toString('utf8');
  }
}

function writeIds(writer: RecordWriter, field: string | undefined): void {
  const ids = field === undefined ? [] : parseMessageIds(field);
  writer.varint(ids.length);
  for (const id of ids) writer.string(Buffer.from(id, 'latin1').toString('utf8'));
}
