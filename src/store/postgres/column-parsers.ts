/** Object ids of PostgreSQL's built-in types (pg_type.dat). */
const integers: ReadonlySet<number> = new Set([20, 21, 23]); // bigint, smallint, integer (a literal's type)
const bytea = 17;

type Parser = (text: string) => unknown;

/**
 * How columns become values, as SQLite gives them: integers as numbers, octets as `Uint8Array`. Text
 * stays text.
 */
export function parserFor(typeId: number): Parser {
  if (integers.has(typeId)) return parseInteger;
  return typeId === bytea ? parseBytea : keep;
}

/** @throws {RangeError} Beyond the safe integers, which no operation writes. */
function parseInteger(text: string): number {
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
