import { formatFlags } from '#proto/imap/flag.ts';
import { formatString } from '#proto/imap/quoting.ts';

/** First size of the buffer, and after each {@link ResponseWriter.take}: fits many short responses. */
const chunkOctets = 64 * 1024;

/** Strings up to here are copied octet by octet, which is faster than a call into the runtime. */
const shortOctets = 48;

/** Before the first octet: a writer that is idle costs no memory. */
const nothing = Buffer.alloc(0);

/** Digits of the largest safe integer. */
const digitsMax = 16;

/**
 * Appends responses into one growing buffer, without garbage per item: FETCH writes through it.
 *
 * What {@link take} returns belongs to the caller; the writer goes on in fresh memory.
 */
export class ResponseWriter {
  #buffer: Buffer = nothing;
  #start = 0;
  #length = 0;

  /** Octets since the last {@link take}. */
  get length(): number {
    return this.#length - this.#start;
  }

  /** Appends text of one octet per character (latin1). */
  text(octets: string): void {
    const { length } = octets;
    if (this.#length + length > this.#buffer.length) this.#grow(length);
    const buffer = this.#buffer;
    let at = this.#length;
    if (length > shortOctets) {
      buffer.write(octets, at, 'latin1');
    } else {
      for (let i = 0; i < length; i++) buffer[at++] = octets.charCodeAt(i);
    }
    this.#length += length;
  }

  /** Appends an integer of 0 or more in decimal. */
  number(value: number): void {
    if (this.#length + digitsMax > this.#buffer.length) this.#grow(digitsMax);
    if (value > 0x3fff_ffff) {
      this.text(String(value)); // Beyond small integers the arithmetic below is slower.
      return;
    }
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits++;
    const buffer = this.#buffer;
    let rest = value | 0;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      buffer[at] = 0x30 + rest - next * 10;
      rest = next;
    }
    this.#length += digits;
  }

  /** Appends octets as they are. */
  octets(octets: Uint8Array): void {
    if (this.#length + octets.length > this.#buffer.length) this.#grow(octets.length);
    this.#buffer.set(octets, this.#length);
    this.#length += octets.length;
  }

  /** Appends a `string`, quoted or as a literal (RFC 9051 §4.3). */
  string(octets: string): void {
    this.text(formatString(octets));
  }

  /** Appends octets as a literal (RFC 9051 §4.3). */
  literal(octets: Uint8Array): void {
    this.literalHead(octets.length);
    this.octets(octets);
  }

  /** Announces a literal whose octets the caller sends by other ways (RFC 9051 §4.3). */
  literalHead(octets: number): void {
    this.text('{');
    this.number(octets);
    this.text('}\r\n');
  }

  /** Begins `* n FETCH (`; items follow with spaces between, {@link endFetch} ends it. */
  beginFetch(sequence: number): void {
    this.text('* ');
    this.number(sequence);
    this.text(' FETCH (');
  }

  endFetch(): void {
    this.text(')\r\n');
  }

  /** Appends `UID n`. */
  uid(uid: number): void {
    this.text('UID ');
    this.number(uid);
  }

  /** Appends `FLAGS (…)`; the keywords' names in the mailbox's spelling. */
  flags(flags: number, keywords: readonly string[]): void {
    this.text('FLAGS (');
    this.text(formatFlags(flags, keywords));
    this.text(')');
  }

  /** Hands over what was written, which may be nothing. */
  take(): Uint8Array {
    const taken = this.#buffer.subarray(this.#start, this.#length);
    this.#start = this.#length;
    // The rest of the chunk is used up before a new one is made: replies are mostly short.
    return taken;
  }

  /** Makes room for `octets` more. What was taken before stays in the old memory, with its owner. */
  #grow(octets: number): void {
    const kept = this.length;
    const wanted = Math.max(chunkOctets, kept + octets, kept * 2);
    const buffer = Buffer.allocUnsafeSlow(wanted);
    this.#buffer.copy(buffer, 0, this.#start, this.#length);
    this.#buffer = buffer;
    this.#start = 0;
    this.#length = kept;
  }
}
