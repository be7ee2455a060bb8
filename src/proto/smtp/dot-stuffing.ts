const lineFeed = 10;
const carriageReturn = 13;
const dot = 46;

const feed = Uint8Array.of(lineFeed);
const lineEnd = Uint8Array.of(carriageReturn, lineFeed);
const ends = {
  'line-start': Buffer.from('.\r\n'),
  inside: Buffer.from('\r\n.\r\n'),
  'after-cr': Buffer.from('\n.\r\n'),
};

/**
 * Writes a message behind DATA, chunk by chunk: lines that begin with a dot get one more, the last
 * line gets its CRLF, and the dot ends it (RFC 5321 §4.5.2).
 *
 * A CR or LF alone becomes CRLF: it must not be sent (RFC 5321 §2.3.8), and a server that takes it
 * for a line end would let a second message be smuggled through us. This is what sets it apart from
 * POP3's multi-line responses, which must tell each octet as it is stored.
 */
export class DotStuffing {
  #position: keyof typeof ends = 'line-start';

  /**
   * Writes on.
   *
   * @param pieces Gets what is to be sent, as parts of `chunk`: nothing is copied.
   */
  push(chunk: Uint8Array, pieces: Uint8Array[]): void {
    const { length } = chunk;
    let position = this.#position;
    let from = 0;
    for (let at = 0; at < length; at++) {
      if (position === 'inside') at = skipText(chunk, at);
      const octet = chunk[at];
      if (octet === undefined) break;
      if (position === 'after-cr') {
        position = 'line-start';
        if (octet === lineFeed) continue;
        if (from < at) pieces.push(chunk.subarray(from, at));
        pieces.push(feed);
        from = at;
      }
      if (octet === carriageReturn) position = 'after-cr';
      else if (octet === lineFeed) {
        if (from < at) pieces.push(chunk.subarray(from, at));
        pieces.push(lineEnd);
        from = at + 1;
        position = 'line-start';
      } else {
        if (octet === dot && position === 'line-start') {
          pieces.push(chunk.subarray(from, at + 1));
          from = at;
        }
        position = 'inside';
      }
    }
    if (from < length) pieces.push(chunk.subarray(from, length));
    this.#position = position;
  }

  /** What follows the last chunk: the line's end when it has none, and the end of the message. */
  end(): Uint8Array {
    return ends[this.#position];
  }
}

/** Where the next CR, LF or other control stands; the hot loop. */
function skipText(chunk: Uint8Array, start: number): number {
  const { length } = chunk;
  let at = start;
  while (at < length && (chunk[at] ?? 0) > carriageReturn) at++;
  return at;
}
