import { createHmac } from 'node:crypto';

/** A request to a receiver, as the Standard Webhooks specification wants it. */
export type WebhookMessage = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** One event on its way. */
type SentEvent = {
  /** The same at each attempt; receivers know by it what they have seen. */
  readonly id: string;
  /** JSON. */
  readonly payload: string;
};

/** The `webhook-id` of an event: another one also after a backup was restored. */
export function webhookMessageId(event: {
  readonly eventId: number;
  readonly createdAt: number;
}): string {
  return `msg_${event.createdAt.toString(36)}_${event.eventId}`;
}

/**
 * @param keys Octets; each signs, so that a receiver may know any of them.
 * @param now Milliseconds since the epoch: of the attempt, so that receivers can refuse old ones.
 */
export function webhookMessage(
  { id, payload }: SentEvent,
  keys: readonly Uint8Array[],
  now: number,
): WebhookMessage {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = keys.map((key) => {
    const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`);
    return `v1,${signed.digest('base64')}`;
  });
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Postamt',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body: payload,
  };
}
