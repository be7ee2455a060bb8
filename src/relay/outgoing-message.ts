import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { Load } from '#relay/load.ts';
import type { OutgoingMessage } from '#relay/smtp-client.ts';

/**
 * A claimed message as it is offered to a server; undefined when its body cannot be read.
 *
 * @param now Milliseconds since the epoch.
 */
export async function outgoingMessage(
  message: ClaimedMessage,
  load: Pick<Load, 'body'>,
  now: number,
): Promise<OutgoingMessage | undefined> {
  const { facts, recipients } = message;
  const { sender, smtpUtf8, body, returnContent, envelopeId, requireTls, priority, deliverBy } =
    facts;
  let octets: Uint8Array;
  try {
    octets = await load.body(message);
  } catch {
    return undefined; // The load has said why in the log.
  }
  return {
    sender,
    smtpUtf8: smtpUtf8 === true,
    body,
    returnContent,
    envelopeId,
    requireTls,
    priority,
    ...(deliverBy === undefined ? {} : { deliverBy: timeLeft(deliverBy, now) }),
    length: octets.length,
    chunks: [octets],
    recipients: recipients.map(({ address, notify, originalRecipient }) => {
      return { recipient: address, notify, originalRecipient };
    }),
  };
}

type DeliverBy = NonNullable<ClaimedMessage['facts']['deliverBy']>;

/** What is left of the time that the sender has given, less what has passed here (RFC 2852 §4.1.4.1). */
function timeLeft({ at, mode, trace }: DeliverBy, now: number) {
  return { seconds: Math.floor((at - now) / 1_000), mode, trace };
}
