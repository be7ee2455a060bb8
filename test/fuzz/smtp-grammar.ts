import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseBdatArguments } from '#proto/smtp/bdat-arguments.ts';
import { parseSmtpCommand } from '#proto/smtp/command.ts';
import { parseGreetingName } from '#proto/smtp/greeting-arguments.ts';
import { parseMailArguments } from '#proto/smtp/mail-arguments.ts';
import { parseParameters } from '#proto/smtp/parameters.ts';
import { parseDomain, parseForwardPath, parseReversePath } from '#proto/smtp/path.ts';
import { parseRcptArguments } from '#proto/smtp/rcpt-arguments.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';
import { decodeXtext } from '#proto/smtp/xtext.ts';

const parsers: readonly ((text: string) => unknown)[] = [
  parseBdatArguments,
  parseGreetingName,
  parseMailArguments,
  parseRcptArguments,
  decodeXtext,
  (text) => parseDomain(new Cursor(text)),
  (text) => parseForwardPath(new Cursor(text)),
  (text) => parseParameters(new Cursor(text)),
  (text) => parseReversePath(new Cursor(text)),
];

/**
 * Gives the octets to every parser of SMTP: the whole line, and what stands behind the verb.
 *
 * @throws Whatever is neither ParseError nor UnknownParameter: a bug.
 */
export function fuzzSmtpCommand(octets: Uint8Array): void {
  const line = Buffer.from(octets).toString('latin1');
  for (const text of new Set([line, parseSmtpCommand(line).argument])) {
    for (const parse of parsers) {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof ParseError || error instanceof UnknownParameter)) throw error;
      }
    }
  }
}
