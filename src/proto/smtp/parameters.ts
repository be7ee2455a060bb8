import type { Cursor } from '#proto/cursor.ts';
import { isEsmtpKeyword, isEsmtpValue } from '#proto/smtp/characters.ts';

/** Parameters on one MAIL or RCPT: more than all extensions together define. Our choice. */
export const parametersMax = 20;

/** Keyword in upper case and value; undefined without `=`. */
export type Parameters = ReadonlyMap<string, string | undefined>;

const none: Parameters = new Map();

/**
 * Parses ` KEYWORD[=value]…` to the end of the command (RFC 5321 §4.1.2 Mail-parameters).
 *
 * @throws {ParseError} Also when a keyword comes twice.
 */
export function parseParameters(cursor: Cursor): Parameters {
  if (cursor.atEnd) return none;
  const parameters = new Map<string, string | undefined>();
  while (!cursor.atEnd) {
    cursor.expect(' ');
    if (cursor.peek() === 32) continue;
    const keyword = cursor.takeWhile(isEsmtpKeyword).toUpperCase();
    if (keyword === '') throw cursor.error('Expected a parameter');
    if (parameters.has(keyword)) throw cursor.error(`${keyword} is given twice`);
    if (parameters.size === parametersMax) throw cursor.error('Too many parameters');
    let value: string | undefined;
    if (cursor.take('=')) {
      // ORCPT, ENVID and AUTH may hold `=` behind the first one in the wild.
      value = cursor.takeWhile((octet) => isEsmtpValue(octet) || octet === 61);
      if (value === '') throw cursor.error(`${keyword} has no value`);
    }
    parameters.set(keyword, value);
  }
  return parameters;
}
