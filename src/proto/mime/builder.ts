/** A part of a message that we write: a leaf with its octets, or a multipart with parts. */
export type DraftPart = DraftLeaf | DraftMultipart;

export type DraftLeaf = {
  /** As `text/plain; charset=utf-8`; written as given. */
  readonly contentType: string;
  /** Text is sent as UTF-8. */
  readonly content: string | Uint8Array;
  readonly encoding: '7bit' | '8bit' | 'quoted-printable' | 'base64';
  /** Further fields of the part, as `Content-Disposition`. */
  readonly fields?: readonly DraftField[];
};

export type DraftMultipart = {
  /** As `mixed`, `alternative`, `report; report-type=delivery-status`. */
  readonly multipart: string;
  /** Must not occur in any part; given by the caller, so that the result is reproducible. */
  readonly boundary: string;
  readonly parts: readonly DraftPart[];
};

/** A header field. `text` may hold any characters; addresses are encoded outside `<…>` only. */
export type DraftField = { readonly name: string; readonly text: string };

/** Characters of a line before it is folded (RFC 5322 §2.1.1). */
const lineCharactersMax = 78;

/** Characters of an encoded word (RFC 2047 §2). */
const encodedWordMax = 75;

/** Octets of text that one base64 word of UTF-8 can hold. */
const wordOctetsMax = Math.floor((encodedWordMax - '=?utf-8?b??='.length) / 4) * 3;

/** Characters of an encoded line (RFC 2045 §6.7, §6.8). */
const encodedLineMax = 76;

/** Writes a whole message with CRLF line ends. */
export function buildMessage(fields: readonly DraftField[], body: DraftPart): Buffer {
  const head = [...fields, { name: 'MIME-Version', text: '1.0' }].map(formatField).join('');
  return Buffer.concat([Buffer.from(head), buildPart(body)]);
}

/** One field with its CRLF: words that are not ASCII encoded (RFC 2047 §2), long lines folded. */
export function formatField(field: DraftField): string {
  const words = field.text.split(' ').filter((word) => word !== '');
  const lines: string[] = [];
  let line = `${field.name}:`;
  for (const word of joinEncoded(words, addressFields.test(field.name))) {
    if (line.length + 1 + word.length > lineCharactersMax && line !== `${field.name}:`) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\r\n')}\r\n`;
}

/** Fields whose `<…>` stays as it is: an encoded address is none (RFC 2047 §5, RFC 6532 §3.2). */
const addressFields = /^(?:from|sender|reply-to|to|cc|bcc)$/i;
const angleAddress = /^<[^<>]+>,?$/;

/** Encodes runs of words that need it, the blanks between them included. */
function joinEncoded(words: readonly string[], addresses: boolean): string[] {
  const joined: string[] = [];
  let run: string[] = [];
  for (const word of words) {
    if (needsEncoding(word) && !(addresses && angleAddress.test(word))) {
      run.push(word);
      continue;
    }
    if (run.length > 0) joined.push(...encodeWords(run.join(' ')));
    run = [];
    joined.push(word);
  }
  if (run.length > 0) joined.push(...encodeWords(run.join(' ')));
  return joined;
}

function needsEncoding(word: string): boolean {
  return /[^\x20-\x7e]/.test(word) || word.startsWith('=?');
}

/** Splits text into encoded words, never inside a character (RFC 2047 §5). */
export function encodeWords(text: string): string[] {
  const words: string[] = [];
  let piece = '';
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > wordOctetsMax) {
      words.push(encodeWord(piece));
      piece = '';
    }
    piece += character;
  }
  if (piece !== '') words.push(encodeWord(piece));
  return words;
}

function encodeWord(text: string): string {
  return `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;
}

/** A parameter as `filename*=utf-8''…` where it is not plain ASCII (RFC 2231 §4). */
export function formatParameter(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return `${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  const escaped = encodeURIComponent(value).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${name}*=utf-8''${escaped}`;
}

function buildPart(part: DraftPart): Buffer {
  return 'multipart' in part ? buildMultipart(part) : buildLeaf(part);
}

function buildMultipart({ multipart, boundary, parts }: DraftMultipart): Buffer {
  const type = `multipart/${multipart}; boundary="${boundary}"`;
  const pieces: Buffer[] = [
    Buffer.from(`${formatField({ name: 'Content-Type', text: type })}\r\n`),
  ];
  for (const part of parts) pieces.push(Buffer.from(`--${boundary}\r\n`), buildPart(part), crlf);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function buildLeaf({ contentType, content, encoding, fields = [] }: DraftLeaf): Buffer {
  const head = [
    { name: 'Content-Type', text: contentType },
    { name: 'Content-Transfer-Encoding', text: encoding },
    ...fields,
  ];
  const octets = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  const body = encodeBody(octets, encoding);
  return Buffer.concat([Buffer.from(head.map(formatField).join('')), crlf, body]);
}

const crlf = Buffer.from('\r\n');

function encodeBody(octets: Buffer, encoding: DraftLeaf['encoding']): Buffer {
  if (encoding === 'base64') return Buffer.from(encodeBase64(octets));
  if (encoding === 'quoted-printable') return Buffer.from(encodeQuotedPrintable(octets));
  return octets;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8). */
export function encodeBase64(octets: Buffer): string {
  const text = octets.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += encodedLineMax) {
    lines.push(text.slice(at, at + encodedLineMax));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** Quoted-printable; line breaks of the text stay line breaks (RFC 2045 §6.7). */
export function encodeQuotedPrintable(octets: Buffer): string {
  const lines = octets.toString('latin1').split(/\r?\n/);
  return lines.map(quoteLine).join('\r\n');
}

function quoteLine(line: string): string {
  let quoted = '';
  let width = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    const blankAtEnd = at === line.length - 1 && (code === 32 || code === 9);
    const plain = code === 9 || (code >= 32 && code <= 126 && code !== 61);
    const piece =
      plain && !blankAtEnd
        ? (line[at] ?? '')
        : `=${code.toString(16).toUpperCase().padStart(2, '0')}`;
    if (width + piece.length > encodedLineMax - 1) {
      quoted += '=\r\n';
      width = 0;
    }
    quoted += piece;
    width += piece.length;
  }
  return quoted;
}
