import { ParseError } from '#proto/cursor.ts';
import { isNameOctet } from '#proto/smtp/characters.ts';
import { domainOctetsMax } from '#proto/smtp/path.ts';

/**
 * The name that EHLO, HELO or LHLO gives (RFC 5321 §4.1.1.1).
 *
 * Names that are no domains are common and no ground for refusal (RFC 5321 §4.1.4); what could
 * break our Received field is. Text behind a space is ignored.
 *
 * @throws {ParseError}
 */
export function parseGreetingName(argument: string): string {
  const space = argument.indexOf(' ');
  const name = space < 0 ? argument : argument.slice(0, space);
  if (name === '') throw new ParseError('Say who you are: a domain or an address literal', 0);
  if (name.length > domainOctetsMax) throw new ParseError('Name too long', domainOctetsMax);
  for (let at = 0; at < name.length; at++) {
    if (!isNameOctet(name.charCodeAt(at))) throw new ParseError('Character not allowed', at);
  }
  return name;
}
