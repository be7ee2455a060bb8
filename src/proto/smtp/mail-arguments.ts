import { Cursor, ParseError } from '#proto/cursor.ts';
import {
  type DeliverByWish,
  type HoldWish,
  parseDeliverBy,
  parseHoldFor,
  parseHoldUntil,
  parsePriority,
} from '#proto/smtp/delivery-wishes.ts';
import { parseParameters } from '#proto/smtp/parameters.ts';
import { type Mailbox, parseReversePath } from '#proto/smtp/path.ts';
import { decodeXtext } from '#proto/smtp/xtext.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';

/** Octets of an ENVID after decoding (RFC 3461 §5.4: 100). */
export const envelopeIdOctetsMax = 100;

/** Digits of SIZE (RFC 1870 §6.1: 20); beyond 15 a number would not be exact. */
const sizeDigitsMax = 15;

export type BodyType = '7bit' | '8bitmime' | 'binarymime';

/** What MAIL says (RFC 5321 §4.1.1.2). */
export type MailArguments = {
  /** Undefined for the null reverse-path. */
  readonly sender: Mailbox | undefined;
  /** Declared octets (RFC 1870 §3). */
  readonly size: number | undefined;
  /** RFC 6152 §2, RFC 3030 §3. */
  readonly body: BodyType;
  /** RFC 6531 §3.4. */
  readonly smtpUtf8: boolean;
  /** RFC 3461 §4.3. */
  readonly returnContent: 'full' | 'headers' | undefined;
  /** Decoded (RFC 3461 §4.4). */
  readonly envelopeId: string | undefined;
  /** RFC 8689 §2. */
  readonly requireTls: boolean;
  /** RFC 4865 §5. */
  readonly hold: HoldWish | undefined;
  /** RFC 2852 §4. */
  readonly deliverBy: DeliverByWish | undefined;
  /** RFC 6710 §5. */
  readonly priority: number | undefined;
};

/**
 * Parses the argument of MAIL, as `FROM:<ada@example.org> SIZE=100`.
 *
 * @throws {ParseError}
 * @throws {UnknownParameter} 555 is due (RFC 5321 §4.1.1.11).
 */
export function parseMailArguments(argument: string): MailArguments {
  const cursor = new Cursor(argument);
  cursor.expectKeyword('FROM:');
  cursor.takeWhile((octet) => octet === 32); // Sent by many, against RFC 5321 §3.3.
  const sender = parseReversePath(cursor);
  let size: number | undefined;
  let body: BodyType = '7bit';
  let smtpUtf8 = false;
  let returnContent: 'full' | 'headers' | undefined;
  let envelopeId: string | undefined;
  let requireTls = false;
  let hold: HoldWish | undefined;
  let deliverBy: DeliverByWish | undefined;
  let priority: number | undefined;
  for (const [keyword, value] of parseParameters(cursor)) {
    switch (keyword) {
      case 'SIZE':
        size = parseSize(value);
        break;
      case 'BODY':
        body = parseBodyType(value);
        break;
      case 'SMTPUTF8':
        smtpUtf8 = flag(keyword, value);
        break;
      case 'RET':
        returnContent = parseReturnContent(value);
        break;
      case 'ENVID':
        envelopeId = parseEnvelopeId(value);
        break;
      case 'REQUIRETLS':
        requireTls = flag(keyword, value);
        break;
      case 'HOLDFOR':
      case 'HOLDUNTIL':
        if (hold !== undefined) throw new ParseError('HOLDFOR and HOLDUNTIL exclude each other', 0);
        hold = keyword === 'HOLDFOR' ? parseHoldFor(value) : parseHoldUntil(value);
        break;
      case 'BY':
        deliverBy = parseDeliverBy(value);
        break;
      case 'MT-PRIORITY':
        priority = parsePriority(value);
        break;
      case 'AUTH':
        // RFC 4954 §5: who we do not trust to vouch for others is treated as if it said `<>`.
        decodeXtext(value ?? '');
        break;
      default:
        throw new UnknownParameter(keyword);
    }
  }
  const wishes = { hold, deliverBy, priority };
  return { sender, size, body, smtpUtf8, returnContent, envelopeId, requireTls, ...wishes };
}

function parseSize(value: string | undefined): number {
  if (value === undefined || !/^\d+$/.test(value)) throw new ParseError('SIZE is no number', 0);
  return value.length > sizeDigitsMax ? Number.MAX_SAFE_INTEGER : Number(value);
}

function parseBodyType(value: string | undefined): BodyType {
  const type = value?.toLowerCase();
  if (type === '7bit' || type === '8bitmime' || type === 'binarymime') return type;
  throw new ParseError('BODY is neither 7BIT, 8BITMIME nor BINARYMIME', 0);
}

function parseReturnContent(value: string | undefined): 'full' | 'headers' {
  const text = value?.toUpperCase();
  if (text === 'FULL') return 'full';
  if (text === 'HDRS') return 'headers';
  throw new ParseError('RET is neither FULL nor HDRS', 0);
}

function parseEnvelopeId(value: string | undefined): string {
  const id = decodeXtext(value ?? '');
  // RFC 3461 §4.4: printable once decoded.
  if (!/^[ -~]+$/.test(id)) throw new ParseError('ENVID is empty or not printable', 0);
  if (id.length > envelopeIdOctetsMax) throw new ParseError('ENVID is too long', 0);
  return id;
}

function flag(keyword: string, value: string | undefined): boolean {
  if (value !== undefined) throw new ParseError(`${keyword} takes no value`, 0);
  return true;
}
