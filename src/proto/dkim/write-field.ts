/** Characters of a line after which the next tag goes to a new one (RFC 5322 §2.1.1). */
const lineCharacters = 76;

/** Characters of `b=` and `bh=` in one line. */
const base64LineCharacters = 72;

/** A tag of a field that is written. `b` with an empty value comes last. */
export type WrittenTag = readonly [name: string, value: string];

/**
 * Writes a field of tags, folded and without its CRLF, up to the value of its last tag, `b=`
 * (RFC 6376 §3.5). Its relaxed form is what is signed; {@link withSignature} adds the value.
 */
export function writeTags(name: string, tags: readonly WrittenTag[]): string {
  const lines: string[] = [];
  let line = `${name}:`;
  for (const piece of piecesOf([...tags, ['b', '']])) {
    if (line.length + piece.length > lineCharacters) {
      lines.push(line.trimEnd());
      line = `\t${piece.trimStart()}`;
    } else line += piece;
  }
  return [...lines, line].join('\r\n');
}

/** The field with its signature, folded, and with its CRLF. */
export function withSignature(field: string, signature: Uint8Array): string {
  const text = signature.toBase64();
  const lines: string[] = [];
  const first = Math.max(0, lineCharacters - (field.length - field.lastIndexOf('\n')));
  lines.push(text.slice(0, first));
  for (let at = first; at < text.length; at += base64LineCharacters) {
    lines.push(text.slice(at, at + base64LineCharacters));
  }
  return `${field}${lines.join('\r\n\t')}\r\n`;
}

/** Tags, each with the space before it; `h=` may be folded after each colon. */
function* piecesOf(tags: readonly WrittenTag[]): Generator<string> {
  for (const [index, [name, value]] of tags.entries()) {
    const end = index === tags.length - 1 ? '' : ';';
    const entries = name === 'h' ? value.split(':') : [value];
    for (const [place, entry] of entries.entries()) {
      const head = place === 0 ? ` ${name}=` : '';
      yield `${head}${entry}${place === entries.length - 1 ? end : ':'}`;
    }
  }
}
