import { normalizeDomain } from '#core/directory/domain-name.ts';
import { claimedAuthservIds } from '#proto/authentication-results/parse.ts';
import { fieldsMax } from '#proto/mime/fields.ts';
import type { RawField } from '#proto/mime/structure.ts';

const lineFeed = 10;

/** A field with its folded lines; any of CRLF, CR and LF ends a line for somebody. */
const resultsFields =
  /(?<![^\r\n])authentication-results[ \t]*:[^\r\n]*(?:(?:\r\n|[\r\n])[ \t][^\r\n]*)*(?:\r\n|[\r\n]|$)/gi;

/** Whether a header could hold Authentication-Results that are not among its fields. */
export function hidesResults(header: string, fields: readonly RawField[]): boolean {
  return fields.length >= fieldsMax || hasLoneReturn(header);
}

/**
 * Takes out the Authentication-Results fields that speak for this host, however they are written
 * (RFC 8601 §5); those of others stay.
 *
 * @param header As it came, one character per octet.
 */
export function withoutForgedResults(header: string, hostName: string): string {
  const own = normalizeDomain(hostName) ?? hostName.toLowerCase();
  return header.replace(resultsFields, (field) => (speaksFor(field, own) ? '' : field));
}

/**
 * Whether there is a CR that becomes a line end when the message goes on (RFC 5321 §2.3.8). Each
 * message is looked through: this way takes half as long as an expression.
 */
function hasLoneReturn(header: string): boolean {
  for (let at = header.indexOf('\r'); at >= 0; at = header.indexOf('\r', at + 1)) {
    if (header.charCodeAt(at + 1) !== lineFeed) return true;
  }
  return false;
}

function speaksFor(field: string, own: string): boolean {
  const value = field.slice(field.indexOf(':') + 1);
  return claimedAuthservIds(value).some((claim) => {
    const name = Buffer.from(claim, 'latin1').toString();
    return (normalizeDomain(name) ?? name.toLowerCase()) === own;
  });
}
