import { type EmailBodyValue, bodyValue } from '#proto/jmap/email/body-value.ts';
import { type DisplayParts, displayParts } from '#proto/jmap/email/display-parts.ts';
import { type EmailPart, emailParts, leavesOf } from '#proto/jmap/email/email-part.ts';
import { type HeaderLine, headerLines } from '#proto/jmap/email/header-lines.ts';
import type { RecordPart } from '#proto/mime/record-parts.ts';
import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';

/** Octets that are decoded at once without holding up others for more than a millisecond. Ours. */
const largeOctets = 1_048_576;

/** One message being told: its derived record and its octets, as far as they are needed. */
export class EmailContent {
  readonly record: RecordReader;
  /** Characters of all texts that were asked for. */
  charactersTold = 0;
  /** From the message's start to the end of its header, or to its own. */
  readonly #octets: Uint8Array;
  readonly #headers = new Map<RecordPart, readonly HeaderLine[]>();
  readonly #sizes = new Map<RecordPart, number>();
  /** Its octets cannot be had: texts are empty, and that is said. */
  readonly #isDamaged: boolean;
  #parts: EmailPart | undefined;
  #display: DisplayParts | undefined;

  constructor(record: RecordReader, octets: Uint8Array = new Uint8Array(), isDamaged = false) {
    this.record = record;
    this.#octets = octets;
    this.#isDamaged = isDamaged;
  }

  /** The content of a message whose octets are lost, maybe its record too. */
  static damaged(record: RecordReader | undefined): EmailContent {
    const nothing = new Uint8Array();
    const known = record ?? new RecordReader(encodeRecord(scanMessage(nothing)));
    return new EmailContent(known, nothing, true);
  }

  /** A message that is all there. */
  static of(octets: Uint8Array): EmailContent {
    return new EmailContent(new RecordReader(encodeRecord(scanMessage(octets))), octets);
  }

  /** The message as a part, with the parts inside it. */
  get parts(): EmailPart {
    this.#parts ??= emailParts(this.record.root);
    return this.#parts;
  }

  get display(): DisplayParts {
    this.#display ??= displayParts(this.parts);
    return this.#display;
  }

  /** The header of a part; that of the message unless told otherwise. */
  header(part: RecordPart = this.record.root): readonly HeaderLine[] {
    let lines = this.#headers.get(part);
    if (lines === undefined) {
      lines = headerLines(this.#octets.subarray(part.headerStart, part.bodyStart));
      this.#headers.set(part, lines);
    }
    return lines;
  }

  /** Octets of a part's body without its transfer encoding. */
  decodedSize(part: RecordPart): number {
    const { encoding, bodyStart, bodyEnd } = part;
    if (!isEncoded(part)) return bodyEnd - bodyStart;
    let size = this.#sizes.get(part);
    if (size === undefined) {
      size = decodePartOctets(this.body(part), encoding).length;
      this.#sizes.set(part, size);
    }
    return size;
  }

  /** Parts whose decoded size takes a while to find out: it may be done before, and noted. */
  get largeParts(): readonly RecordPart[] {
    return leavesOf(this.parts)
      .map(({ part }) => part)
      .filter((part) => isEncoded(part) && part.bodyEnd - part.bodyStart > largeOctets);
  }

  noteSize(part: RecordPart, octets: number): void {
    this.#sizes.set(part, octets);
  }

  /** The text of a part. @param octetsMax Octets of the value as UTF-8; 0 for no bound. */
  text(part: RecordPart, octetsMax: number): EmailBodyValue {
    if (this.#isDamaged) return { value: '', isEncodingProblem: true, isTruncated: false };
    const text = bodyValue(this.body(part), part, octetsMax);
    this.charactersTold += text.value.length;
    return text;
  }

  /** The octets of a part's body as they stand. */
  body({ bodyStart, bodyEnd }: RecordPart): Uint8Array {
    return this.#octets.subarray(bodyStart, bodyEnd);
  }
}

function isEncoded({ encoding }: RecordPart): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}
