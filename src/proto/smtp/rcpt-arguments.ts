import { Cursor, ParseError } from '#proto/cursor.ts';
import { decodeUtf8 } from '#proto/smtp/characters.ts';
import { parseParameters } from '#proto/smtp/parameters.ts';
import { type Mailbox, parseForwardPath } from '#proto/smtp/path.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';
import { decodeXtext } from '#proto/smtp/xtext.ts';

/** Octets of ORCPT (RFC 3461 §5.4: 500). */
export const originalRecipientOctetsMax = 500;

/** What RCPT says (RFC 5321 §4.1.1.3). */
export type RcptArguments = {
  readonly recipient: Mailbox;
  /** NEVER, or SUCCESS, FAILURE, DELAY, in upper case as sent (RFC 3461 §4.1). */
  readonly notify: string | undefined;
  /** ORCPT as sent, checked (RFC 3461 §4.2). */
  readonly originalRecipient: string | undefined;
};

/**
 * Parses the argument of RCPT, as `TO:<ada@example.org> NOTIFY=NEVER`.
 *
 * @throws {ParseError}
 * @throws {UnknownParameter} 555 is due (RFC 5321 §4.1.1.11).
 */
export function parseRcptArguments(argument: string): RcptArguments {
  const cursor = new Cursor(argument);
  cursor.expectKeyword('TO:');
  cursor.takeWhile((octet) => octet === 32);
  const recipient = parseForwardPath(cursor);
  let notify: string | undefined;
  let originalRecipient: string | undefined;
  for (const [keyword, value = ''] of parseParameters(cursor)) {
    if (keyword === 'NOTIFY') notify = parseNotify(value);
    else if (keyword === 'ORCPT') originalRecipient = parseOriginalRecipient(value);
    else throw new UnknownParameter(keyword);
  }
  return { recipient, notify, originalRecipient };
}

function parseNotify(value: string): string {
  const text = value.toUpperCase();
  if (text === 'NEVER') return text;
  const conditions = text.split(',');
  for (const condition of conditions) {
    if (condition !== 'SUCCESS' && condition !== 'FAILURE' && condition !== 'DELAY') {
      throw new ParseError('NOTIFY is neither NEVER nor a list of SUCCESS, FAILURE, DELAY', 0);
    }
  }
  if (new Set(conditions).size < conditions.length)
    throw new ParseError('NOTIFY repeats itself', 0);
  return text;
}

/** `rfc822;xtext`, or `utf-8;…` with UTF-8 or its escapes (RFC 6533 §3). */
function parseOriginalRecipient(value: string): string {
  if (value.length > originalRecipientOctetsMax) throw new ParseError('ORCPT is too long', 0);
  const match = /^([\w-]+);(.+)$/.exec(value);
  if (match === null) throw new ParseError('ORCPT is not type;address', 0);
  const [, type = '', address = ''] = match;
  if (type.toLowerCase() === 'utf-8') {
    if (decodeUtf8(address) === undefined) throw new ParseError('ORCPT is not UTF-8', 0);
  } else decodeXtext(address);
  return value;
}
