const lineFeed = 0x0a;
const colon = 0x3a;

/** Which fields HEADER.FIELDS asks for (RFC 9051 §6.4.5.1). */
export type FieldChoice = {
  /** In upper case. */
  readonly names: ReadonlySet<string>;
  /** HEADER.FIELDS.NOT: all but these. */
  readonly not: boolean;
};

/**
 * The chosen fields of a header as they stand, folded lines and all, with the empty line at the
 * end (RFC 9051 §6.4.5.1).
 */
export function chooseFields(header: Buffer, choice: FieldChoice): string {
  const text = header.toString('latin1');
  let chosen = '';
  let start = 0;
  while (start < text.length) {
    const end = endOfField(text, start);
    const octet = text.charCodeAt(start);
    if (octet === 0x0d || octet === lineFeed) break; // The empty line.
    const name = fieldName(text, start, end);
    if (name !== undefined && choice.names.has(name) !== choice.not) {
      chosen += text.slice(start, end);
    }
    start = end;
  }
  if (chosen !== '' && !chosen.endsWith('\n')) chosen += '\r\n';
  return `${chosen}\r\n`;
}

/** Behind the line feed of the field's last line. */
function endOfField(text: string, start: number): number {
  let at = start;
  for (;;) {
    const feed = text.indexOf('\n', at);
    if (feed < 0) return text.length;
    const next = text.charCodeAt(feed + 1);
    if (next !== 0x20 && next !== 0x09) return feed + 1;
    at = feed + 1;
  }
}

/** In upper case; undefined for a line that is no field. */
function fieldName(text: string, start: number, end: number): string | undefined {
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === colon) return text.slice(start, at).trimEnd().toUpperCase();
  }
  return undefined;
}
