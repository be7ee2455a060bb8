const lineFeed = 0x0a;
const dot = 0x2e;
const dotLine = Buffer.from('\r\n.');
const headerEnd = Buffer.from('\r\n\r\n');
const stuffing = Buffer.from('.');
const terminator = Buffer.from('.\r\n');
const terminatorAfterText = Buffer.from('\r\n.\r\n');

/**
 * The pieces in which a message goes out as a multi-line response: lines that begin with a dot get
 * one more, the last line gets its CRLF, and the dot ends it (RFC 1939 §3).
 *
 * Most messages have no such line and go out as they are, not copied.
 */
export function* multilinePieces(message: Uint8Array): Generator<Uint8Array> {
  const octets = Buffer.from(message.buffer, message.byteOffset, message.length);
  if (octets[0] === dot) yield stuffing;
  let start = 0;
  for (let at = octets.indexOf(dotLine); at >= 0; at = octets.indexOf(dotLine, at + 2)) {
    yield octets.subarray(start, at + 3);
    start = at + 2;
  }
  if (start < octets.length) yield octets.subarray(start);
  const whole = octets.length === 0 || endsWithLine(octets);
  yield whole ? terminator : terminatorAfterText;
}

/** The header, the empty line and the first `lines` lines of the body (RFC 1939 §7, TOP). */
export function topOf(message: Uint8Array, lines: number): Uint8Array {
  const octets = Buffer.from(message.buffer, message.byteOffset, message.length);
  let end = 2;
  if (octets[0] !== 0x0d || octets[1] !== lineFeed) {
    const at = octets.indexOf(headerEnd);
    if (at < 0) return message;
    end = at + 4;
  }
  for (let line = 0; line < lines; line++) {
    const next = octets.indexOf(lineFeed, end);
    if (next < 0) return message;
    end = next + 1;
  }
  return message.subarray(0, end);
}

function endsWithLine(octets: Buffer): boolean {
  return octets[octets.length - 1] === lineFeed && octets[octets.length - 2] === 0x0d;
}
