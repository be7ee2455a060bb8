import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import {
  isAscii,
  recipientNames,
  reportEnvelopeTo,
  shortenedHeader,
  statusBlocks,
} from '#core/delivery/report-parts.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Resolution } from '#core/directory/recipients.ts';
import { buildMessage, type DraftLeaf } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';

export type ReportSource = {
  readonly envelope: Envelope;
  /** Recipients to report on; at least one. */
  readonly delivered: readonly EnvelopeRecipient[];
  /** As it came, one character per octet. */
  readonly header: string;
  readonly hostName: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/**
 * Recipients whose sender asked to hear of success and whose mailbox has the message (RFC 3461
 * §5.2.3). What goes on to another server takes the wish along. Nobody hears of `<>`.
 */
export function reportedRecipients(
  { sender, recipients }: Envelope,
  failures: ReadonlyMap<EnvelopeRecipient, string>,
): EnvelopeRecipient[] {
  if (sender === '') return [];
  return recipients.filter((recipient) => {
    const { notify, resolution } = recipient;
    if (notify?.split(',').includes('SUCCESS') !== true || failures.has(recipient)) return false;
    return resolution.kind === 'local' && resolution.forwards.length === 0;
  });
}

/** The envelope of the report (RFC 3461 §6.1). */
export function reportEnvelope({ envelope, delivered }: ReportSource, to: Resolution): Envelope {
  const { id, sender, requireTls } = envelope;
  const domain = domainOf(delivered);
  return reportEnvelopeTo({ reportId: `${id}-report`, sender, domain, requireTls }, to);
}

/** The domain of the first mailbox that has the message: the report comes from there. */
function domainOf(delivered: readonly EnvelopeRecipient[]): string {
  const [mailbox] = delivered.flatMap(({ resolution }) =>
    resolution.kind === 'local' ? resolution.deliveries : [],
  );
  return parseAddress(mailbox?.address ?? '')?.domain ?? '';
}

/** A report that the message has reached mailboxes here (RFC 3464 §2, RFC 6522 §3). */
export function buildSuccessReport(source: ReportSource): Buffer {
  const { envelope, delivered, header, hostName, at } = source;
  const addresses = delivered.map(({ address }) => `  ${address}\r\n`).join('');
  const text = `Your message has been delivered to these addresses:\r\n\r\n${addresses}`;
  const utf8 = !isAscii(`${addresses}${envelope.sender}`);
  // RFC 6533 §4: addresses beyond ASCII have types of their own.
  const status = utf8 ? 'message/global-delivery-status' : 'message/delivery-status';
  const parts: DraftLeaf[] = [
    { contentType: 'text/plain; charset=utf-8', content: text, encoding: '8bit' },
    { contentType: status, content: statusFields(source), encoding: '8bit' },
    {
      contentType: utf8 ? 'message/global-headers' : 'text/rfc822-headers',
      content: Buffer.from(shortenedHeader(header), 'latin1'),
      encoding: '8bit',
    },
  ];
  return buildMessage(
    [
      { name: 'From', text: `Mail Delivery <postmaster@${domainOf(delivered)}>` },
      { name: 'To', text: `<${envelope.sender}>` },
      { name: 'Subject', text: 'Delivered: your message has arrived' },
      { name: 'Date', text: formatDate(at) },
      { name: 'Message-ID', text: `<${envelope.id}-report@${hostName}>` },
      { name: 'Auto-Submitted', text: 'auto-replied' }, // RFC 3834 §5
    ],
    { multipart: 'report; report-type=delivery-status', boundary: `report-${envelope.id}`, parts },
  );
}

function statusFields({ envelope, delivered, hostName, at }: ReportSource): string {
  const head = { envelopeId: envelope.envelopeId, hostName, arrivedAt: at };
  return statusBlocks(
    head,
    delivered.map((one) => [...recipientNames(one), 'Action: delivered', 'Status: 2.0.0']),
  );
}
