import type { Canonicalization } from '#proto/dkim/message-signature.ts';

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;

/** Octets handed on at once: few calls for large bodies, little to allocate for small ones. */
const outputOctets = 4096;

/** Line ends written at once; more than fit in between would keep others from the loop. */
const lineEndsMax = 65_536;

/** Octets that one octet of input may add: a space, and itself. */
const reserveOctets = 4;

/**
 * Brings a body into the form that is hashed, piece by piece (RFC 6376 §3.4.3, §3.4.4). A lone CR
 * or LF counts as CRLF: that is what becomes of it when the message goes on (RFC 5321 §2.3.8).
 */
export class CanonicalBody {
  readonly #relaxed: boolean;
  readonly #sink: (octets: Uint8Array) => void;
  readonly #output = new Uint8Array(outputOctets);
  #length = 0;
  /** Line ends that count only when something follows them. */
  #pendingLineEnds = 0;
  #pendingSpace = false;
  #afterReturn = false;
  #anything = false;

  /** @param sink Must be done with the octets when it returns: their place is used again. */
  constructor(form: Canonicalization, sink: (octets: Uint8Array) => void) {
    this.#relaxed = form === 'relaxed';
    this.#sink = sink;
  }

  /**
   * Writes on.
   *
   * @returns How many octets were taken: fewer than all behind {@link lineEndsMax} empty lines, so
   *   that the caller can take a breath before it goes on with the rest.
   */
  push(chunk: Uint8Array): number {
    const relaxed = this.#relaxed;
    const output = this.#output;
    let length = this.#length;
    for (let at = 0; at < chunk.length; at++) {
      const octet = chunk[at] ?? 0;
      if (octet === lineFeed || octet === carriageReturn) {
        if (octet === carriageReturn || !this.#afterReturn) this.#pendingLineEnds++;
        this.#afterReturn = octet === carriageReturn;
        this.#pendingSpace = false;
        continue;
      }
      this.#afterReturn = false;
      if (relaxed && (octet === space || octet === tab)) {
        this.#pendingSpace = true;
        continue;
      }
      if (this.#pendingLineEnds > 0 || length > outputOctets - reserveOctets) {
        this.#length = length;
        this.#makeRoom();
        length = this.#length;
        if (this.#pendingLineEnds > 0) return at;
      }
      if (this.#pendingSpace) {
        output[length++] = space;
        this.#pendingSpace = false;
      }
      output[length++] = octet;
      // The hot loop: text goes over as it is up to the next octet that may change.
      const end = Math.min(chunk.length, at + 1 + outputOctets - reserveOctets - length);
      for (at++; at < end; at++) {
        const next = chunk[at] ?? 0;
        if (next <= space) {
          if (next === lineFeed || next === carriageReturn) break;
          // In the relaxed form a single space between words stays as it is.
          if (relaxed && (next !== space || (chunk[at + 1] ?? 0) <= space)) break;
        }
        output[length++] = next;
      }
      at--;
    }
    this.#length = length;
    return chunk.length;
  }

  /** After the last piece: the end of the last line, and what is left goes to the sink. */
  end(): void {
    this.#anything ||= this.#length > 0;
    this.#pendingLineEnds = this.#anything || !this.#relaxed ? 1 : 0;
    this.#makeRoom();
    this.#flush();
  }

  /** Writes line ends that count, up to {@link lineEndsMax}, and leaves room for what follows. */
  #makeRoom(): void {
    const left = Math.max(0, this.#pendingLineEnds - lineEndsMax);
    for (; this.#pendingLineEnds > left; this.#pendingLineEnds--) {
      if (this.#length > outputOctets - reserveOctets) this.#flush();
      this.#output[this.#length++] = carriageReturn;
      this.#output[this.#length++] = lineFeed;
    }
    if (this.#length > outputOctets - reserveOctets) this.#flush();
  }

  #flush(): void {
    this.#anything ||= this.#length > 0;
    if (this.#length > 0) this.#sink(this.#output.subarray(0, this.#length));
    this.#length = 0;
  }
}
