import { ParseError } from '#proto/cursor.ts';

/**
 * Octets of a command line without CRLF. RFC 5321 §4.5.3.1.4 asks for 512; the parameters of
 * RFC 3461 §5.4, RFC 4954 §3 and RFC 6531 §3.4 add to it. The largest sum of those is below 2 KiB.
 */
export const commandOctetsMax = 2_048;

export type SmtpCommand = { readonly verb: string; readonly argument: string };

/** Splits a command line into its verb, in upper case, and the rest (RFC 5321 §4.1.1). */
export function parseSmtpCommand(line: string): SmtpCommand {
  const space = line.indexOf(' ');
  const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase();
  // Trailing space is tolerated (RFC 5321 §4.1.1).
  return { verb, argument: space < 0 ? '' : line.slice(space + 1).trimEnd() };
}

/** @throws {ParseError} When a command without arguments (RFC 5321 §4.1.1.5) has one. */
export function expectNoArgument(argument: string): void {
  if (argument !== '') throw new ParseError('No argument is allowed here', 0);
}
