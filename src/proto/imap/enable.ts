import type { Cursor } from '#proto/cursor.ts';
import { parseName } from '#proto/imap/atom.ts';

/** Capabilities in one ENABLE. Our choice, no RFC's. */
export const enableNamesMax = 50;

/**
 * Parses what follows `ENABLE ` to the end of the command: names in upper case, known or not
 * (RFC 9051 §6.3.1: what cannot be enabled is ignored).
 *
 * @throws {ParseError}
 */
export function parseEnableArguments(cursor: Cursor): readonly string[] {
  const names: string[] = [];
  do {
    if (names.length === enableNamesMax) throw cursor.error('Too many names');
    names.push(parseName(cursor));
  } while (cursor.take(' '));
  cursor.expectEnd();
  return names;
}
