/** Carriage return and line feed. */
const cr = 13;
const lf = 10;

/** Line ends as SMTP writes them, and others. */
const lineEnds = /\r\n|\n|\r/gu;

/** What SMTP has to know of a message. */
export type SendableOctets = {
  /** With CRLF at every line's end (RFC 5321 §2.3.8): what other servers read is what we mean. */
  readonly octets: Uint8Array;
  /** Whether some go beyond ASCII (RFC 6152 §2). */
  readonly eightBit: boolean;
};

/** Makes of a stored message one that SMTP can carry. */
export function sendableOctets(octets: Uint8Array): SendableOctets {
  let eightBit = false;
  let isBare = false;
  let last = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet > 127) eightBit = true;
    if (octet === lf ? last !== cr : last === cr) isBare = true;
    last = octet;
  }
  if (!isBare && last !== cr) return { octets, eightBit };
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
  return { octets: Buffer.from(text.replaceAll(lineEnds, '\r\n'), 'latin1'), eightBit };
}
