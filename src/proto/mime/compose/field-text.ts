import { checkValue } from '#proto/mime/compose/compose-error.ts';

/** Characters of a line before it is folded (RFC 5322 §2.1.1). */
const lineCharactersMax = 78;

/** Characters of a line with an encoded word (RFC 2047 §2). */
const encodedLineMax = 76;

/** Characters of an encoded word (RFC 2047 §2). */
const encodedWordMax = 75;

/** A first encoded word shorter than this is not worth it: the line is folded before. Our choice. */
const firstWordMin = 40;

/**
 * A word longer than this is encoded, since it cannot be folded: in quotes it can double, and a line
 * has 998 characters at most (RFC 5322 §2.1.1).
 */
const plainWordMax = 400;

const longWord = new RegExp(`[^ ]{${plainWordMax}}`);

const wordFrame = '=?utf-8?b??=';

/** One field with its CRLF. Each token but the first begins with the blanks before it. */
export function foldField(name: string, tokens: readonly string[]): string {
  let text = '';
  let line = `${name}:`;
  for (const token of tokens) {
    const max = token.includes('=?') ? encodedLineMax : lineCharactersMax;
    if (line.length + token.length > max && (line !== `${name}:` || token.includes('=?'))) {
      text += `${line}\r\n`;
      line = '';
    }
    line += token;
  }
  return `${text}${line}\r\n`;
}

/**
 * Words of a text, each with the blanks before it; what is not plain is encoded (RFC 2047 §2).
 * Blanks are kept as they are.
 *
 * @param where Names the value in errors.
 * @param offset Characters that stand before on the first line.
 * @throws {ComposeError}
 */
export function textTokens(where: string, value: string, offset: number): string[] {
  const words = checkValue(where, value).match(/ *[^ ]+/g) ?? [];
  const tokens: string[] = [];
  let run = '';
  const flush = (): void => {
    if (run === '') return;
    // A blank stays before the first encoded word of a run; those between belong to the text.
    const before = offsetOf(tokens, offset);
    tokens.push(...encodedTokens(run.replace(/^ /, ''), before));
    run = '';
  };
  for (const word of words) {
    if (needsEncoding(word)) {
      run += tokens.length === 0 && run === '' ? ` ${word.trimStart()}` : word;
      continue;
    }
    flush();
    tokens.push(tokens.length === 0 ? ` ${word.trimStart()}` : word);
  }
  flush();
  return tokens;
}

/** Characters before the next token, if it stands on the line of the first. */
function offsetOf(tokens: readonly string[], offset: number): number {
  return tokens.reduce((sum, { length }) => sum + length, offset);
}

/** Whether a text of printable characters must be encoded. */
export function needsEncoding(text: string): boolean {
  return /[^\x20-\x7e]/.test(text) || text.includes('=?') || longWord.test(text);
}

/** The whole text in encoded words, each with a blank before it. */
export function encodedTokens(text: string, offset: number): string[] {
  return encodeWords(text, offset).map((word) => ` ${word}`);
}

/**
 * Splits text into encoded words, never inside a character (RFC 2047 §5). The first one fits behind
 * `offset` characters where that leaves it worth it.
 */
function encodeWords(text: string, offset: number): string[] {
  const room = encodedLineMax - offset - 1;
  const words: string[] = [];
  let octetsMax = wordOctets(
    room >= firstWordMin ? Math.min(room, encodedWordMax) : encodedWordMax,
  );
  let piece = '';
  let octets = 0;
  for (const character of text) {
    const more = Buffer.byteLength(character);
    if (octets + more > octetsMax) {
      words.push(encodeWord(piece));
      piece = '';
      octets = 0;
      octetsMax = wordOctets(encodedWordMax);
    }
    piece += character;
    octets += more;
  }
  if (piece !== '') words.push(encodeWord(piece));
  return words;
}

/** Octets of text that a base64 word of so many characters holds. */
function wordOctets(characters: number): number {
  return Math.floor((characters - wordFrame.length) / 4) * 3;
}

function encodeWord(text: string): string {
  return `=?utf-8?b?${Buffer.from(text).toString('base64')}?=`;
}
