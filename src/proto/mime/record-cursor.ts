/** Reads one section of a derived record from its start to its end. */
export class RecordCursor {
  readonly #octets: Buffer;
  #at = 0;

  constructor(section: Uint8Array) {
    this.#octets = Buffer.from(section.buffer, section.byteOffset, section.length);
  }

  get atEnd(): boolean {
    return this.#at >= this.#octets.length;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    while (this.#at < this.#octets.length) {
      const octet = this.#octets[this.#at++] ?? 0;
      value += (octet & 127) * factor;
      if (octet < 128) break;
      factor *= 128;
    }
    return value;
  }

  string(): string {
    const length = this.varint();
    const start = this.#at;
    this.#at += length;
    return this.#octets.toString('utf8', start, this.#at);
  }

  strings(): string[] {
    const count = this.varint();
    const strings: string[] = [];
    while (strings.length < count && !this.atEnd) strings.push(this.string());
    return strings;
  }
}
