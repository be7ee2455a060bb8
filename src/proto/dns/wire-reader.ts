import { ParseError } from '#proto/cursor.ts';

/** A position in the octets of a DNS message; numbers are big-endian (RFC 1035 §2.3.2). */
export class WireReader {
  /** The whole message: names point back into it. */
  readonly octets: Uint8Array;
  /** Where what is being read ends: the message's end, or the end of a record's data. */
  readonly end: number;
  offset: number;

  constructor(octets: Uint8Array, offset = 0, end = octets.length) {
    this.octets = octets;
    this.offset = offset;
    this.end = end;
  }

  get left(): number {
    return this.end - this.offset;
  }

  /** @throws {ParseError} As all that read, when fewer octets are left. */
  octet(): number {
    const value = this.octets[this.offset];
    if (this.offset >= this.end || value === undefined) throw this.error('Message cut short');
    this.offset += 1;
    return value;
  }

  uint16(): number {
    return this.octet() * 0x100 + this.octet();
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  /** A copy of the next `count` octets. */
  take(count: number): Uint8Array {
    if (count > this.left) throw this.error('Message cut short');
    const taken = this.octets.slice(this.offset, this.offset + count);
    this.offset += count;
    return taken;
  }

  /** The next `count` octets, one character each. */
  text(count: number): string {
    return String.fromCharCode(...this.take(count));
  }

  /** A character-string: a length octet and that many octets (RFC 1035 §3.3). */
  characterString(): string {
    return this.text(this.octet());
  }

  /** Moves past the next `count` octets and reads them by themselves. */
  within(count: number): WireReader {
    if (count > this.left) throw this.error('Message cut short');
    const inner = new WireReader(this.octets, this.offset, this.offset + count);
    this.offset += count;
    return inner;
  }

  /** Reads elsewhere in the same message. */
  at(offset: number, end: number): WireReader {
    return new WireReader(this.octets, offset, end);
  }

  error(message: string): ParseError {
    return new ParseError(message, this.offset);
  }
}
