import { sectionCount, sectionEndsOffset, sectionsOffset } from '#proto/mime/record-layout.ts';

/** First size of the buffer: the records of most messages fit. */
const usualOctets = 8_192;

/** Octets of the longest varint: 8 x 7 bits hold any safe integer. */
const varintOctetsMax = 8;

/** Gathers the sections of a derived record, in their order. */
export class RecordWriter {
  #buffer = Buffer.allocUnsafe(usualOctets);
  #length = sectionsOffset;
  #sections = 0;

  /** Appends text of one octet per character. */
  octets(text: string): void {
    this.#reserve(text.length);
    this.#length += this.#buffer.write(text, this.#length, 'latin1');
  }

  /** Appends text as UTF-8. */
  utf8(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }

  /** Appends text as UTF-8 behind its length. */
  string(text: string): void {
    this.varint(Buffer.byteLength(text));
    this.utf8(text);
  }

  /** Appends an integer of 0 or more, seven bits an octet, the lowest first. */
  varint(value: number): void {
    this.#reserve(varintOctetsMax);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  endSection(): void {
    this.#buffer.writeUInt32LE(this.#length, sectionEndsOffset + 4 * this.#sections++);
  }

  /** Ends the record and returns it in memory of its own. */
  finish(write: (head: Buffer) => void): Uint8Array {
    if (this.#sections !== sectionCount) throw new Error(`Record of ${this.#sections} sections`);
    write(this.#buffer.subarray(0, sectionEndsOffset));
    return new Uint8Array(this.#buffer.subarray(0, this.#length));
  }

  #reserve(octets: number): void {
    if (this.#length + octets <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + octets));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}
