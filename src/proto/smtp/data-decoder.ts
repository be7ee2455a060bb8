const lineFeed = 10;
const carriageReturn = 13;
const dot = 46;

/** Where the decoder stands between two octets. */
type Position = 'line-start' | 'inside' | 'after-cr' | 'after-dot' | 'after-dot-cr';

const loneCarriageReturn = Uint8Array.of(carriageReturn);

/**
 * Takes a message out of the octets behind DATA: removes the dots of transparency (RFC 5321 §4.5.2)
 * and finds the end.
 *
 * Only CRLF.CRLF ends a message (RFC 5321 §4.1.1.4, §2.3.8). A CR or LF alone is data: it never ends
 * a line, so nothing can be smuggled behind one; {@link bareLineEnd} says that there was one.
 */
export class DataDecoder {
  /** Whether a CR without LF or a LF without CR was seen. */
  bareLineEnd = false;
  #position: Position = 'line-start';

  /**
   * Reads on.
   *
   * @param pieces Gets what belongs to the message, as parts of `chunk`: nothing is copied.
   * @returns Where in the chunk the message has ended: behind the final LF; -1 when it goes on.
   */
  push(chunk: Uint8Array, pieces: Uint8Array[]): number {
    const { length } = chunk;
    let from = 0;
    let at = 0;
    let position = this.#position;
    while (at < length) {
      if (position === 'inside') {
        at = this.#scanLines(chunk, at);
        position = at < length ? 'line-start' : this.#position;
        continue;
      }
      const octet = chunk[at];
      if (position === 'line-start') {
        if (octet === dot) {
          if (from < at) pieces.push(chunk.subarray(from, at));
          from = ++at;
          position = 'after-dot';
        } else position = this.#inside();
      } else if (position === 'after-dot') {
        if (octet === carriageReturn) {
          from = ++at;
          position = 'after-dot-cr';
        } else position = this.#inside();
      } else if (octet === lineFeed) {
        at++;
        if (position === 'after-dot-cr') return at;
        position = 'line-start';
      } else {
        this.bareLineEnd = true;
        if (position === 'after-dot-cr') pieces.push(loneCarriageReturn);
        position = this.#inside();
      }
    }
    if (from < length) pieces.push(chunk.subarray(from, length));
    this.#position = position;
    return -1;
  }

  #inside(): Position {
    return (this.#position = 'inside');
  }

  /**
   * Passes whole lines that do not begin with a dot; the hot loop.
   *
   * @returns Where a line begins with a dot, or the end of the chunk; then the position is set.
   */
  #scanLines(chunk: Uint8Array, start: number): number {
    const { length } = chunk;
    for (let at = start; at < length; at++) {
      const octet = chunk[at];
      if (octet === undefined || octet > carriageReturn) continue;
      if (octet === lineFeed) this.bareLineEnd = true;
      else if (octet === carriageReturn) {
        const next = at + 1 < length ? chunk[at + 1] : -1;
        if (next === lineFeed) {
          at++;
          if (at + 1 === length) {
            this.#position = 'line-start';
            return length;
          }
          if (chunk[at + 1] === dot) return at + 1;
        } else if (next === -1) {
          this.#position = 'after-cr';
          return length;
        } else this.bareLineEnd = true;
      }
    }
    return length;
  }
}
