import type { Envelope } from '#core/delivery/envelope.ts';
import type { Resolution } from '#core/directory/recipients.ts';
import { decodeUtf8 } from '#proto/smtp/characters.ts';
import { formatDate } from '#proto/smtp/received.ts';
import { decodeXtext } from '#proto/smtp/xtext.ts';

/** Octets of a message's header that go back; enough for any reader to know it by. Our choice. */
export const returnedHeaderOctetsMax = 16_384;

/** Whom a report goes to, and in whose name. */
export type ReportAddressing = {
  /** Names the report in logs and the trace. */
  readonly reportId: string;
  /** Of the message that is reported on; never empty. */
  readonly sender: string;
  /** Whose postmaster reports; to another server it goes out in the name of its tenant. */
  readonly domain: string;
  readonly requireTls: boolean;
};

/** The envelope of a report: from nobody, to the sender, never to be reported on (RFC 3461 §6.1). */
export function reportEnvelopeTo(addressing: ReportAddressing, to: Resolution): Envelope {
  const { reportId, sender, domain, requireTls } = addressing;
  return {
    id: reportId,
    origin: {
      face: 'report',
      helo: '',
      remoteAddress: '',
      tls: undefined,
      protocol: '',
      login: undefined,
    },
    sender: '',
    recipients: [
      {
        address: sender,
        domain,
        resolution:
          to.kind === 'local' ? to : { kind: 'local', deliveries: [], forwards: [sender] },
        notify: 'NEVER',
        originalRecipient: undefined,
      },
    ],
    body: '8bitmime',
    smtpUtf8: !isAscii(sender),
    requireTls, // RFC 8689 §5
    returnContent: undefined,
    envelopeId: undefined,
  };
}

/** ORCPT without its xtext; what could break the field stays encoded (RFC 3464 §2.3.1). */
function originalRecipientField(originalRecipient: string): string {
  const [type = '', ...rest] = originalRecipient.split(';');
  const encoded = rest.join(';');
  if (type.toLowerCase() === 'utf-8') return `Original-Recipient: utf-8; ${decodeUtf8(encoded)}`;
  const address = decodeXtext(encoded);
  const printable = /^[ -~]+$/u.test(address);
  return `Original-Recipient: ${type}; ${printable ? address : encoded}`;
}

/** RFC 3464 §2.3.2, RFC 6533 §3. */
function finalRecipientField(address: string): string {
  return `Final-Recipient: ${isAscii(address) ? 'rfc822' : 'utf-8'}; ${address}`;
}

/** What a report says of the message, for programs. */
export type StatusHead = {
  /** Decoded ENVID (RFC 3461 §4.4). */
  readonly envelopeId: string | undefined;
  readonly hostName: string;
  /** When we took the message, in milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** When it was to be there, in milliseconds since the epoch (RFC 2852 §5). */
  readonly deliverBy?: number | undefined;
};

/** The fields for the message, then those for each recipient (RFC 3464 §2.2, §2.3). */
export function statusBlocks(head: StatusHead, recipients: readonly (readonly string[])[]): string {
  const { envelopeId, hostName, arrivedAt, deliverBy } = head;
  const message = [
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${envelopeId}`]),
    `Reporting-MTA: dns; ${hostName}`,
    `Arrival-Date: ${formatDate(arrivedAt)}`,
    ...(deliverBy === undefined ? [] : [`Deliver-By-Date: ${formatDate(deliverBy)}`]),
  ];
  return [message, ...recipients].map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

/** Whom a block is about: as the sender wrote the address, and as it was sent to (RFC 3464 §2.3). */
export function recipientNames(recipient: {
  readonly address: string;
  readonly originalRecipient: string | undefined;
}): string[] {
  const { address, originalRecipient } = recipient;
  return [
    ...(originalRecipient === undefined ? [] : [originalRecipientField(originalRecipient)]),
    finalRecipientField(address),
  ];
}

/** Whole lines from the start of a header. */
export function shortenedHeader(header: string): string {
  if (header.length <= returnedHeaderOctetsMax) return header;
  return header.slice(0, header.lastIndexOf('\n', returnedHeaderOctetsMax) + 1);
}

export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/u.test(text);
}
