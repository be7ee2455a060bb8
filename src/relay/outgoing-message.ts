import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { Load } from '#relay/load.ts';
import type { OutgoingMessage } from '#relay/smtp-client.ts';

/** A claimed message as it is offered to a server; undefined when its body cannot be read. */
export async function outgoingMessage(
  message: ClaimedMessage,
  load: Pick<Load, 'body'>,
): Promise<OutgoingMessage | undefined> {
  const { facts, recipients } = message;
  const { sender, smtpUtf8, body, returnContent, envelopeId, requireTls, priority } = facts;
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
    length: octets.length,
    chunks: [octets],
    recipients: recipients.map(({ address, notify, originalRecipient }) => {
      return { recipient: address, notify, originalRecipient };
    }),
  };
}
