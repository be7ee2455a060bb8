import { Cursor, ParseError } from '#proto/cursor.ts';

/** Octets of the record that are read; real ones have below 50. Our choice. */
export const stsRecordOctetsMax = 1_024;

/** Characters of an id (RFC 8461 §3.1). */
const idLengthMax = 32;

/** Where the record lies. */
export function stsRecordName(domain: string): string {
  return `_mta-sts.${domain}`;
}

/**
 * The id of a domain's policy, from its TXT records.
 *
 * @param texts One for each record, its strings joined.
 * @returns Undefined unless exactly one record is of MTA-STS and well formed: then the domain has no
 *   policy (RFC 8461 §3.1).
 */
export function stsPolicyId(texts: readonly string[]): string | undefined {
  const [text, other] = texts.filter((each) => versionShape.test(each));
  if (text === undefined || other !== undefined) return undefined;
  try {
    return parseStsRecord(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

const versionShape = /^v[ \t]*=[ \t]*STSv1[ \t]*(?:;|$)/;

/** `v=STSv1; id=…;` and fields that are not known yet. @throws {ParseError} */
function parseStsRecord(text: string): string {
  if (text.length > stsRecordOctetsMax) {
    throw new ParseError(`Record over ${stsRecordOctetsMax} octets`, stsRecordOctetsMax);
  }
  const cursor = new Cursor(text);
  cursor.takeWhile((octet) => octet !== semicolon); // The version, which has been seen.
  let id: string | undefined;
  while (takeDelimiter(cursor) && !cursor.atEnd) {
    const name = cursor.takeWhile(isNameOctet);
    cursor.takeWhile(isSpace);
    cursor.expect('=');
    cursor.takeWhile(isSpace);
    const value = cursor.takeWhile(isValueOctet);
    if (name === '' || value === '') throw cursor.error('Expected a field');
    if (name === 'id') id ??= value;
  }
  cursor.expectEnd();
  if (id === undefined || id.length > idLengthMax || !/^[a-z\d]+$/i.test(id)) {
    throw new ParseError('No id', 0);
  }
  return id;
}

const semicolon = 0x3b;

function takeDelimiter(cursor: Cursor): boolean {
  cursor.takeWhile(isSpace);
  if (!cursor.take(';')) return false;
  cursor.takeWhile(isSpace);
  return true;
}

function isSpace(octet: number): boolean {
  return octet === 0x20 || octet === 0x09;
}

function isNameOctet(octet: number): boolean {
  return /[\w.-]/.test(String.fromCharCode(octet));
}

/** Visible ASCII without `;` and `=` (RFC 8461 §3.1). */
function isValueOctet(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f && octet !== semicolon && octet !== 0x3d;
}
