import { ParseError } from '#proto/cursor.ts';

/** What BDAT announces (RFC 3030 §2). */
export type BdatArguments = { readonly size: number; readonly last: boolean };

const shape = /^(\d{1,15})(?: (LAST))?$/i;

/** Parses the argument of BDAT, as `100 LAST`. @throws {ParseError} */
export function parseBdatArguments(argument: string): BdatArguments {
  const match = shape.exec(argument);
  if (match === null) throw new ParseError('Expected a chunk size and perhaps LAST', 0);
  return { size: Number(match[1]), last: match[2] !== undefined };
}
