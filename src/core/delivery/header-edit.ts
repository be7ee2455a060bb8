import type { HeaderEdit } from '#core/delivery/body-collector.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { hidesResults, withoutForgedResults } from '#core/delivery/forged-results.ts';
import { parseFields } from '#proto/mime/fields.ts';
import type { RawField } from '#proto/mime/structure.ts';
import { encodeUtf8 } from '#proto/smtp/characters.ts';
import { formatDate, formatReceived } from '#proto/smtp/received.ts';

/** Received fields of a message that is not going round (RFC 5321 §6.3: at least 100). */
export const hopsMax = 100;

/** Received fields of ours on a message: forwarding out and back is no loop yet. Our choice. */
export const ownHopsMax = 5;

/** What the header tells about the way of a message. */
export type HeaderFacts = {
  readonly fields: readonly RawField[];
  readonly looped: boolean;
  readonly hasReturnPath: boolean;
  /** Authentication-Results, of whomever; what may hide them counts too. */
  readonly hasResults: boolean;
  readonly hasBcc: boolean;
  readonly hasDate: boolean;
  readonly hasFrom: boolean;
  readonly messageId: string | undefined;
};

/** Reads the header of a message as it came. */
export function readHeader(header: string, hostName: string): HeaderFacts {
  const fields = parseFields(header);
  let hops = 0;
  let ownHops = 0;
  let hasReturnPath = false;
  let hasResults = hidesResults(header, fields);
  let hasBcc = false;
  let hasDate = false;
  let hasFrom = false;
  let messageId: string | undefined;
  const own = ` by ${hostName.toLowerCase()} `;
  for (const { name, value } of fields) {
    switch (name.toLowerCase()) {
      case 'received':
        hops++;
        if (value.toLowerCase().replaceAll(/\s+/g, ' ').includes(own)) ownHops++;
        break;
      case 'return-path':
        hasReturnPath = true;
        break;
      case 'authentication-results':
        hasResults = true;
        break;
      case 'bcc':
      case 'resent-bcc':
        hasBcc = true;
        break;
      case 'date':
        hasDate = true;
        break;
      case 'from':
        hasFrom = true;
        break;
      case 'message-id':
        messageId ??= value.trim();
        break;
      default:
    }
  }
  const looped = hops > hopsMax || ownHops > ownHopsMax;
  return { fields, looped, hasReturnPath, hasResults, hasBcc, hasDate, hasFrom, messageId };
}

const returnPaths = /^return-path[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim;
const blindCopies = /^(?:resent-)?bcc[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim;

/** A line that begins a field (RFC 5322 §2.2). */
const fieldStart = /^[!-9;-~]+[ \t]*:/;

export type EditSource = {
  readonly header: string;
  readonly facts: HeaderFacts;
  readonly envelope: Envelope;
  readonly hostName: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Fields of the policies, each with its CRLF. */
  readonly policyFields: readonly string[];
};

/**
 * What goes before a message: Return-Path, since this is final delivery, and Received (RFC 5321
 * §4.4); on submission also what the message lacks (RFC 6409 §8). Return-Path fields that came with
 * it go (RFC 5321 §4.4), and results that claim to be ours (RFC 8601 §5): nobody but us says what we
 * found. Another server of the house that delivers by LMTP is believed. So do Bcc fields on submission: a client that left them in would tell every
 * recipient of the others (RFC 5322 §3.6.3).
 */
export function editHeader(source: EditSource): HeaderEdit {
  const { header, facts, envelope } = source;
  const submitted = envelope.origin.face === 'submission';
  const front = [
    `Return-Path: <${encodeUtf8(envelope.sender)}>\r\n`,
    ...(envelope.origin.face === 'report' ? [] : [received(source)]),
    ...source.policyFields,
    ...(submitted ? missingFields(source) : []),
  ];
  // A body without a header must not become one.
  const separated = header === '' || header.startsWith('\r\n') || fieldStart.test(header);
  if (!separated) front.push('\r\n');
  let kept = header;
  if (separated && facts.hasReturnPath) kept = kept.replace(returnPaths, '');
  if (separated && facts.hasResults && isOutside(envelope)) {
    kept = withoutForgedResults(kept, source.hostName);
  }
  if (separated && facts.hasBcc && submitted) kept = kept.replace(blindCopies, '');
  return { front: front.join(''), header: kept === header ? undefined : kept };
}

function isOutside({ origin }: Envelope): boolean {
  return origin.face === 'mx' || origin.face === 'submission';
}

function received({ envelope, hostName, at }: EditSource): string {
  const { origin, id, recipients } = envelope;
  const [only] = recipients;
  return formatReceived({
    helo: origin.helo,
    remoteAddress: origin.remoteAddress,
    hostName,
    protocol: origin.protocol,
    tls: origin.tls,
    id,
    recipient: recipients.length === 1 ? only?.address : undefined,
    at,
  });
}

function missingFields({ facts, envelope, hostName, at }: EditSource): string[] {
  const fields: string[] = [];
  if (!facts.hasDate) fields.push(`Date: ${formatDate(at)}\r\n`);
  if (facts.messageId === undefined) fields.push(`Message-ID: <${envelope.id}@${hostName}>\r\n`);
  const { sender, origin } = envelope;
  const author = sender === '' ? origin.login?.address : sender;
  if (!facts.hasFrom && author !== undefined) fields.push(`From: <${encodeUtf8(author)}>\r\n`);
  return fields;
}
