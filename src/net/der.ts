/** Writes ASN.1 in its distinguished encoding (X.690): as much of it as a certificate needs. */
export const der = {
  sequence: (...items: readonly Uint8Array[]): Uint8Array => tagged(0x30, items),
  set: (...items: readonly Uint8Array[]): Uint8Array => tagged(0x31, items),
  /** `[n]` around its content. */
  explicit: (number: number, ...items: readonly Uint8Array[]): Uint8Array =>
    tagged(0xa0 + number, items),
  /** `[n]` in place of the tag of a primitive type. */
  implicit: (number: number, octets: Uint8Array): Uint8Array => tagged(0x80 + number, [octets]),
  octets: (octets: Uint8Array): Uint8Array => tagged(0x04, [octets]),
  text: (text: string): Uint8Array => tagged(0x0c, [Buffer.from(text)]),
  boolean: (value: boolean): Uint8Array => Uint8Array.of(1, 1, value ? 0xff : 0),
  /** A positive integer from its octets, most significant first. */
  integer: (octets: Uint8Array): Uint8Array =>
    tagged(0x02, (octets[0] ?? 0) > 0x7f ? [Uint8Array.of(0), octets] : [octets]),
  bits: (octets: Uint8Array, unused = 0): Uint8Array =>
    tagged(0x03, [Uint8Array.of(unused), octets]),
  /** @param dotted As `2.5.29.17`. */
  oid: (dotted: string): Uint8Array => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return tagged(0x06, [Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)])]);
  },
  /** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
  time: (ms: number): Uint8Array => {
    const digits = new Date(ms).toISOString().replaceAll(/\.\d+|[-:T]/gu, '');
    return digits < '2050'
      ? tagged(0x17, [Buffer.from(digits.slice(2))])
      : tagged(0x18, [Buffer.from(digits)]);
  },
};

function tagged(tag: number, items: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(items);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(head), content]);
}

function base128(value: number): number[] {
  const octets = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) octets.unshift((rest & 0x7f) | 0x80);
  return octets;
}
