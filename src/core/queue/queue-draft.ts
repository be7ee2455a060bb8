import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { queueDigest } from '#core/delivery/retransmission-digest.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { QueueDraft, QueueRecipient } from '#store/operations/queue/insert-queued.ts';

/** Who a queue entry belongs to. */
export type QueueOwner = { readonly tenantId: number; readonly accountId: number | null };

/** What goes out of one message. */
export type Outgoing = {
  readonly recipients: readonly QueueRecipient[];
  /** The message's, by which its retransmission is known. */
  readonly digest: number | undefined;
  /** The trace of this tenant's part. */
  readonly traceId: string;
  /** Its header says so (RFC 8689 §3). */
  readonly tlsRequiredNo?: boolean;
};

/**
 * What the queue keeps of an envelope for recipients elsewhere; undefined when there are none. The
 * envelope sender stays, also for what an alias forwards.
 */
export function queueDraft(
  envelope: Envelope,
  owner: QueueOwner,
  { recipients, digest, traceId, tlsRequiredNo = false }: Outgoing,
): QueueDraft | undefined {
  if (recipients.length === 0) return undefined;
  const addresses = recipients.map(({ address }) => address);
  const { sender, returnContent, envelopeId, requireTls, smtpUtf8, body } = envelope;
  const { releaseAt, priority, deliverBy } = envelope;
  return {
    ...owner,
    digest: digest === undefined ? undefined : queueDigest(digest, addresses),
    sender,
    recipients,
    returnContent,
    envelopeId,
    requireTls: requireTls || undefined,
    tlsRequiredNo: tlsRequiredNo || undefined,
    smtpUtf8: smtpUtf8 || undefined,
    body,
    releaseAt,
    priority,
    deliverBy,
    traceId,
  };
}

/** A recipient at another server, with its wishes for reports (RFC 3461 §5.2.2). */
export function remoteRecipient(recipient: EnvelopeRecipient): QueueRecipient {
  const { address, domain, notify, originalRecipient } = recipient;
  return { address, domain, notify, originalRecipient };
}

/**
 * An address that an alias of ours leads to; undefined for one that cannot be mailed to. Reports are
 * asked for as the sender did (RFC 3461 §5.2.7.1 b).
 */
export function forwardRecipient(
  recipient: EnvelopeRecipient,
  address: string,
): QueueRecipient | undefined {
  const target = parseAddress(address);
  if (target === undefined) return undefined;
  const { notify, originalRecipient } = recipient;
  return { address, domain: target.domain, notify, originalRecipient };
}
