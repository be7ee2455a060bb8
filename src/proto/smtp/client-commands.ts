import { Cursor, ParseError } from '#proto/cursor.ts';
import { decodeUtf8, encodeUtf8, hasNonAscii } from '#proto/smtp/characters.ts';
import { commandOctetsMax } from '#proto/smtp/command.ts';
import { parseGreetingName } from '#proto/smtp/greeting-arguments.ts';
import { type BodyType, envelopeIdOctetsMax } from '#proto/smtp/mail-arguments.ts';
import { parseForwardPath, parseReversePath } from '#proto/smtp/path.ts';
import { originalRecipientOctetsMax } from '#proto/smtp/rcpt-arguments.ts';
import { encodeXtext } from '#proto/smtp/xtext.ts';

/** Octets of AUTH= on MAIL, encoded (RFC 4954 §3). */
export const authParameterOctetsMax = 500;

/** Digits of a time in seconds (RFC 2852 §4, RFC 4865 §4). */
const secondsDigitsMax = 9;

/** What MAIL says to a server; only what it offers may be given. */
export type MailCommand = {
  /** In Unicode; empty for the null reverse-path. */
  readonly sender: string;
  /** RFC 6531 §3.4; needed when any address of the envelope is not ASCII. */
  readonly smtpUtf8?: boolean;
  /** Octets of the message (RFC 1870 §6.1). */
  readonly size?: number | undefined;
  /** 7bit is not said (RFC 6152 §2). */
  readonly body?: BodyType | undefined;
  /** RFC 3461 §4.3. */
  readonly returnContent?: 'full' | 'headers' | undefined;
  /** Not encoded (RFC 3461 §4.4). */
  readonly envelopeId?: string | undefined;
  /** RFC 8689 §2. */
  readonly requireTls?: boolean | undefined;
  /** Who submitted it, empty for `<>` (RFC 4954 §5). */
  readonly auth?: string | undefined;
  /** RFC 2852 §4: seconds that are left, and what happens then. */
  readonly deliverBy?: {
    readonly seconds: number;
    readonly mode: 'notify' | 'return';
    readonly trace?: boolean;
  };
  /** From -9 to 9 (RFC 6710 §3). */
  readonly priority?: number | undefined;
  /** Seconds to hold the message (RFC 4865 §5). */
  readonly holdFor?: number | undefined;
};

/** What RCPT says to a server. */
export type RcptCommand = {
  /** In Unicode. */
  readonly recipient: string;
  /** As on MAIL. */
  readonly smtpUtf8?: boolean;
  /** As `SUCCESS,FAILURE` (RFC 3461 §4.1). */
  readonly notify?: string | undefined;
  /** As sent to us, as `rfc822;xtext` (RFC 3461 §4.2). */
  readonly originalRecipient?: string | undefined;
};

/**
 * EHLO, HELO or LHLO with our name, and CRLF; one character per octet, as of all commands here.
 *
 * @throws {ParseError} When the name is none.
 */
export function formatGreeting(verb: 'EHLO' | 'HELO' | 'LHLO', name: string): string {
  if (parseGreetingName(name) !== name) throw new ParseError('Space in a name', 0);
  return finish([`${verb} ${name}`]);
}

/** MAIL (RFC 5321 §4.1.1.2). @throws {ParseError} When anything in it cannot be sent. */
export function formatMail(command: MailCommand): string {
  const { sender, smtpUtf8 = false, size, body, returnContent, envelopeId, auth } = command;
  const path = formatPath(sender, smtpUtf8, parseReversePath);
  const parts = [`MAIL FROM:${path}`];
  if (size !== undefined) parts.push(`SIZE=${wholeNumber(size, Number.MAX_SAFE_INTEGER)}`);
  if (body !== undefined && body !== '7bit') parts.push(`BODY=${body.toUpperCase()}`);
  if (smtpUtf8) parts.push('SMTPUTF8');
  if (returnContent !== undefined) parts.push(`RET=${returnContent === 'full' ? 'FULL' : 'HDRS'}`);
  if (envelopeId !== undefined) parts.push(`ENVID=${formatEnvelopeId(envelopeId)}`);
  if (command.requireTls === true) parts.push('REQUIRETLS');
  if (auth !== undefined) parts.push(`AUTH=${formatAuth(auth)}`);
  if (command.deliverBy !== undefined) parts.push(`BY=${formatDeliverBy(command.deliverBy)}`);
  if (command.priority !== undefined) parts.push(`MT-PRIORITY=${formatPriority(command.priority)}`);
  if (command.holdFor !== undefined) {
    parts.push(`HOLDFOR=${wholeNumber(command.holdFor, 10 ** secondsDigitsMax - 1)}`);
  }
  return finish(parts);
}

/** RCPT (RFC 5321 §4.1.1.3). @throws {ParseError} When anything in it cannot be sent. */
export function formatRcpt(command: RcptCommand): string {
  const { recipient, smtpUtf8 = false, notify, originalRecipient } = command;
  const parts = [`RCPT TO:${formatPath(recipient, smtpUtf8, parseForwardPath)}`];
  if (notify !== undefined) {
    if (!/^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2})$/.test(notify)) {
      throw new ParseError('NOTIFY is none', 0);
    }
    parts.push(`NOTIFY=${notify}`);
  }
  if (originalRecipient !== undefined) {
    parts.push(`ORCPT=${formatOriginalRecipient(originalRecipient, smtpUtf8)}`);
  }
  return finish(parts);
}

/** BDAT (RFC 3030 §2). @throws {ParseError} When the size is no whole number. */
export function formatBdat(size: number, last: boolean): string {
  const text = `BDAT ${wholeNumber(size, Number.MAX_SAFE_INTEGER)}`;
  return finish(last ? [text, 'LAST'] : [text]);
}

/**
 * An address in angle brackets, held to the grammar by which we take one in: nothing that ends the
 * path or the line can be in it.
 */
function formatPath(
  address: string,
  smtpUtf8: boolean,
  parse: (cursor: Cursor) => unknown,
): string {
  const octets = encodeUtf8(address);
  const cursor = new Cursor(`<${octets}>`);
  parse(cursor);
  cursor.expectEnd();
  if (octets.startsWith('@')) throw cursor.error('A source route is not sent');
  if (!smtpUtf8 && hasNonAscii(octets)) throw cursor.error('The address needs SMTPUTF8');
  return cursor.text;
}

function formatEnvelopeId(id: string): string {
  if (!/^[ -~]+$/.test(id)) throw new ParseError('ENVID is empty or not printable', 0);
  if (id.length > envelopeIdOctetsMax) throw new ParseError('ENVID is too long', 0);
  return encodeXtext(id);
}

function formatAuth(address: string): string {
  const text = address === '' ? '<>' : encodeXtext(encodeUtf8(address));
  if (text.length > authParameterOctetsMax) throw new ParseError('AUTH is too long', 0);
  return text;
}

function formatDeliverBy(wish: NonNullable<MailCommand['deliverBy']>): string {
  const { seconds, mode, trace = false } = wish;
  const sign = seconds < 0 ? '-' : '';
  // RFC 2852 §4: only a notice may be late already.
  if (mode === 'return' && seconds <= 0) throw new ParseError('BY has no time left', 0);
  const digits = wholeNumber(Math.abs(seconds), 10 ** secondsDigitsMax - 1);
  return `${sign}${digits};${mode === 'notify' ? 'N' : 'R'}${trace ? 'T' : ''}`;
}

function formatPriority(priority: number): string {
  if (!Number.isInteger(priority) || Math.abs(priority) > 9) {
    throw new ParseError('MT-PRIORITY is not from -9 to 9', 0);
  }
  return String(priority);
}

/**
 * What the sender gave us, in the form that can be sent on: `=` is escaped, and where there is no
 * SMTPUTF8 so are characters beyond ASCII (RFC 6533 §3).
 */
function formatOriginalRecipient(value: string, smtpUtf8: boolean): string {
  const [, type = '', address = ''] = /^([\w-]+);([!-~\u0080-\u00ff]+)$/.exec(value) ?? [];
  if (type === '') throw new ParseError('ORCPT is none', 0);
  const international = type.toLowerCase() === 'utf-8';
  let text = international ? address.replaceAll('=', '\\x{3D}') : address.replaceAll('=', '+3D');
  if (international && !smtpUtf8) text = escapeUnicode(text);
  if (hasNonAscii(text) && !smtpUtf8) throw new ParseError('ORCPT needs SMTPUTF8', 0);
  if (type.length + 1 + text.length > originalRecipientOctetsMax) {
    throw new ParseError('ORCPT is too long', 0);
  }
  return `${type};${text}`;
}

function escapeUnicode(octets: string): string {
  return (decodeUtf8(octets) ?? octets).replaceAll(/[^ -~]/gu, (character) => {
    return `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
}

function wholeNumber(value: number, max: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || value > max) {
    throw new ParseError('Expected a whole number', 0);
  }
  return String(value);
}

/** The line with its CRLF. The last wall: whatever was put in, it is one line of bounded length. */
function finish(parts: readonly string[]): string {
  const line = parts.join(' ');
  if (!/^[ -~\u0080-\u00ff]+$/.test(line))
    throw new ParseError('Control character in a command', 0);
  if (line.length > commandOctetsMax) throw new ParseError('Command too long', 0);
  return `${line}\r\n`;
}
