/** A header field as it stands, one character per octet: without the colon and the last line break. */
export type HeaderLine = { readonly name: string; readonly value: string };

/** Fields told of one header; as many as the scanner keeps. Our choice, no RFC's. */
export const headerLinesMax = 1_000;

/** Octets of a header that are looked at; the rest is not told. Our choice, no RFC's. */
export const headerLineOctetsMax = 1_048_576;

/** Splits a header into its fields as they stand, folded (RFC 5322 §2.2). */
export function headerLines(header: Uint8Array): HeaderLine[] {
  const { buffer, byteOffset } = header;
  const length = Math.min(header.length, headerLineOctetsMax);
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1');
  const lines: HeaderLine[] = [];
  let at = 0;
  while (at < text.length && lines.length < headerLinesMax) {
    const end = fieldEnd(text, at);
    const colon = text.indexOf(':', at);
    if (colon > at && colon < end) {
      const name = text.slice(at, colon).trimEnd();
      const value = text.slice(colon + 1, end).replace(/\r?\n$/, '');
      if (/^[\x21-\x7e]+$/.test(name)) lines.push({ name, value });
    }
    at = end;
  }
  return lines;
}

/** Behind the line feed of the field's last line. */
function fieldEnd(text: string, start: number): number {
  let at = start;
  while (true) {
    const feed = text.indexOf('\n', at);
    if (feed < 0) return text.length;
    at = feed + 1;
    const next = text.charCodeAt(at);
    if (next !== 32 && next !== 9) return at;
  }
}
