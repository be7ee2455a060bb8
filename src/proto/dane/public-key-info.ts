import { ParseError } from '#proto/cursor.ts';

/** Octets of a certificate that are read; real ones have below 10,000. Our choice. */
const certificateOctetsMax = 65_536;

const sequenceTag = 0x30;

/** `[0]`, explicit: the version, which certificates of version 1 lack. */
const versionTag = 0xa0;

/** Fields of a certificate's body before the public key: serial number to subject (RFC 5280 §4.1). */
const fieldsBefore = 5;

/**
 * The SubjectPublicKeyInfo of a certificate, octet by octet as it is in there (RFC 5280 §4.1.2.7).
 *
 * @param certificate DER.
 * @throws {ParseError} When it is no certificate.
 */
export function publicKeyInfo(certificate: Uint8Array): Uint8Array {
  if (certificate.length > certificateOctetsMax) {
    throw new ParseError(`Certificate over ${certificateOctetsMax} octets`, certificateOctetsMax);
  }
  const whole = elementAt(certificate, 0, certificate.length);
  if (whole.tag !== sequenceTag) throw new ParseError('No certificate', 0);
  const body = elementAt(certificate, whole.content, whole.end);
  if (body.tag !== sequenceTag) throw new ParseError('No certificate', whole.content);
  let next = elementAt(certificate, body.content, body.end);
  if (next.tag === versionTag) next = elementAt(certificate, next.end, body.end);
  for (let field = 0; field < fieldsBefore; field++) {
    next = elementAt(certificate, next.end, body.end);
  }
  if (next.tag !== sequenceTag) throw new ParseError('No public key', next.start);
  return certificate.subarray(next.start, next.end);
}

/** Whether the octets are one sequence in DER, from the first to the last. */
export function isDerSequence(octets: Uint8Array): boolean {
  try {
    const { tag, end } = elementAt(octets, 0, octets.length);
    return tag === sequenceTag && end === octets.length;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

type Element = {
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
};

/** Octets that tell a length beyond 127: with three an element reaches 16 MiB. */
const lengthOctetsMax = 3;

/** @throws {ParseError} When it does not end before `limit`. */
function elementAt(octets: Uint8Array, start: number, limit: number): Element {
  const octet = (at: number): number => {
    const value = octets[at];
    if (at >= limit || value === undefined) throw new ParseError('Element cut short', at);
    return value;
  };
  const tag = octet(start);
  const first = octet(start + 1);
  let content = start + 2;
  let length = first;
  if (first > 0x7f) {
    const count = first & 0x7f;
    if (count === 0 || count > lengthOctetsMax) throw new ParseError('Bad length', start + 1);
    length = 0;
    for (let index = 0; index < count; index++) length = length * 0x100 + octet(content++);
  }
  const end = content + length;
  if (end > limit) throw new ParseError('Element cut short', limit);
  return { tag, start, content, end };
}
