import { checkValue, ComposeError } from '#proto/mime/compose/compose-error.ts';
import type { ComposedParameter } from '#proto/mime/compose/composed-part.ts';

/** Characters of a parameter's value in one piece; longer ones go on in pieces (RFC 2231 §3). */
const pieceMax = 60;

/** Characters of a parameter's name. Our choice, no RFC's. */
const nameMax = 60;

const token = /^[A-Za-z0-9!#$&^_`{}~+.-]+$/;

/**
 * Tokens of parameters, each beginning with its blank and, but for the first, behind a semicolon:
 * plain, quoted, or extended where a value is long or not ASCII (RFC 2045 §5.1, RFC 2231 §3, §4).
 *
 * @throws {ComposeError}
 */
export function parameterTokens(parameters: readonly ComposedParameter[]): string[] {
  return parameters.flatMap(([name, value]) => oneParameter(name, value));
}

function oneParameter(name: string, value: string): string[] {
  if (name.length > nameMax || !token.test(name)) {
    throw new ComposeError(name, `"${name.slice(0, nameMax)}" is no name of a parameter`);
  }
  const text = checkValue(name, value);
  if (/^[\x20-\x7e]*$/.test(text) && text.length <= pieceMax) {
    return [token.test(text) ? ` ${name}=${text}` : ` ${name}="${text.replace(/["\\]/g, '\\$&')}"`];
  }
  const pieces = escapedPieces(text);
  if (pieces.length === 1) return [` ${name}*=utf-8''${pieces[0] ?? ''}`];
  return pieces.map((piece, at) => ` ${name}*${at}*=${at === 0 ? "utf-8''" : ''}${piece}`);
}

/** Percent-encoded, cut between characters. */
function escapedPieces(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    const escaped = escapeCharacter(character);
    if (piece.length + escaped.length > pieceMax) {
      pieces.push(piece);
      piece = '';
    }
    piece += escaped;
  }
  return [...pieces, piece];
}

function escapeCharacter(character: string): string {
  if (/^[A-Za-z0-9._~-]$/.test(character)) return character;
  return [...Buffer.from(character)]
    .map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
