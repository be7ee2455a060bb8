import { hash } from 'node:crypto';

/** Octets of a hash that fit a safe integer. */
const digestOctets = 6;

export type ArrivedMessage = {
  /** Undefined or empty when the message has none: then it is never taken for another. */
  readonly messageId: string | undefined;
  readonly sender: string;
  /** Octets and CRC-32 as received, without what we put before it. */
  readonly length: number;
  readonly crc32: number;
};

/**
 * A number by which a message is known again that a peer sends a second time because our reply was
 * lost (DESIGN.md, section 7; RFC 1047 §1).
 */
export function retransmissionDigest(message: ArrivedMessage): number | undefined {
  const { messageId, sender, length, crc32 } = message;
  if (messageId === undefined || messageId === '') return undefined;
  const text = `${messageId}\n${sender}\n${length}\n${crc32}`;
  return numberOf(text);
}

/**
 * The same for what goes out: the same message to other recipients is no retransmission, since a
 * client may split a long list over several transactions (RFC 5321 §4.5.3.1.10).
 */
export function queueDigest(digest: number, addresses: readonly string[]): number {
  return numberOf(`queue\n${digest}\n${addresses.toSorted().join('\n')}`);
}

function numberOf(text: string): number {
  return hash('sha256', text, 'buffer').readUIntBE(0, digestOctets);
}
