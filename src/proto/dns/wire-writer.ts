/** Octets of a message: what the length before it over TCP can say (RFC 1035 §4.2.2). */
export const messageOctetsMax = 65_535;

/** Octets to begin with: most messages fit (RFC 6891 §6.2.5). */
const firstOctets = 1_232;

/** Octets of a character-string (RFC 1035 §3.3). */
const characterStringOctetsMax = 255;

/** Puts a DNS message together, and remembers where which name lies. */
export class WireWriter {
  #octets = new Uint8Array(firstOctets);
  offset = 0;
  /** Offsets of the names written so far, by their text: case counts, so that it is kept. */
  readonly names = new Map<string, number>();

  /** @throws {RangeError} As all that write, beyond {@link messageOctetsMax}. */
  octet(value: number): void {
    this.#reserve(1);
    this.#octets[this.offset] = value;
    this.offset += 1;
  }

  uint16(value: number): void {
    this.octet((value >>> 8) & 0xff);
    this.octet(value & 0xff);
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value & 0xffff);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#octets.set(value, this.offset);
    this.offset += value.length;
  }

  /** Text of one octet per character. */
  text(value: string): void {
    for (let at = 0; at < value.length; at++) this.octet(value.charCodeAt(at) & 0xff);
  }

  /** @throws {RangeError} Beyond 255 octets. */
  characterString(value: string): void {
    if (value.length > characterStringOctetsMax) {
      throw new RangeError(`A character-string has ${value.length} octets, 255 at most`);
    }
    this.octet(value.length);
    this.text(value);
  }

  /** Writes a 16-bit length and what `write` adds after it. */
  withLength(write: () => void): void {
    const at = this.offset;
    this.uint16(0);
    write();
    const length = this.offset - at - 2;
    this.#octets[at] = length >>> 8;
    this.#octets[at + 1] = length & 0xff;
  }

  finish(): Uint8Array {
    return this.#octets.slice(0, this.offset);
  }

  #reserve(count: number): void {
    const needed = this.offset + count;
    if (needed > messageOctetsMax) {
      throw new RangeError(`A message has ${needed} octets, ${messageOctetsMax} at most`);
    }
    if (needed <= this.#octets.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    grown.set(this.#octets);
    this.#octets = grown;
  }
}
