/** Object ids of PostgreSQL's built-in types (pg_type.dat). */
const bigint = 20;
const bytea = 17;

type Parser = (text: string) => unknown;

/**
 * How columns become values, as SQLite gives them: integers as numbers, octets as `Uint8Array`. Text
 * stays text.
 */
export function parserFor(typeId: number): Parser {
  if (typeId === bigint) return parseBigint;
  return typeId === bytea ? parseBytea : keep;
}

/** @throws {RangeError} Beyond the safe integers, which no operation writes. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`Column holds ${text}: not safe`);
  return value;
}

/** The hex form: `\x` and two digits for each octet. */
function parseBytea(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

function keep(text: string): string {
  return text;
}
