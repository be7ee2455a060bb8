import type { Cursor } from '#proto/cursor.ts';
import { isAtomOctet } from '#proto/imap/character.ts';

/** Octets of one atom: keywords, charsets, item names. Our choice, no RFC's. */
export const atomOctetsMax = 256;

/** @throws {ParseError} Unless an atom of at most {@link atomOctetsMax} octets follows (RFC 9051 §9). */
export function parseAtom(cursor: Cursor): string {
  const atom = cursor.takeWhile(isAtomOctet);
  if (atom === '') throw cursor.error('Expected an atom');
  if (atom.length > atomOctetsMax) throw cursor.error('Atom too long');
  return atom;
}

/** An atom in upper case: the names of commands, items, options and keys are without case. */
export function parseName(cursor: Cursor): string {
  return parseAtom(cursor).toUpperCase();
}

/** The single space between arguments (RFC 9051 §9). */
export function expectSpace(cursor: Cursor): void {
  cursor.expect(' ');
}

/** The name that would follow, in upper case, without moving; empty when there is none. */
export function peekName(cursor: Cursor): string {
  const { offset } = cursor;
  const name = cursor.takeWhile(isAtomOctet).toUpperCase();
  cursor.offset = offset;
  return name;
}
