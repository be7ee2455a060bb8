import type { Random } from '#base/random.ts';
import type { VapidKey } from '#core/push/vapid.ts';
import { encryptPush } from '#core/push/web-push.ts';
import type { PushSubscriptionRow } from '#store/push-subscription.ts';

/** Seconds for which a push service keeps a message for a client that sleeps (RFC 8030 §5.2). Ours. */
const keptSeconds = 86_400;

/** A request to a push service. */
export type PushRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type PushRequestWorld = {
  readonly vapid: VapidKey;
  readonly random: Random;
  /** Of who runs this server. */
  readonly contact: string;
};

/**
 * How an object of JMAP is pushed to a subscription (RFC 8620 §7.2, RFC 8030 §5). What waits at the
 * push service is replaced by what comes later where both have the same topic (RFC 8030 §5.4).
 *
 * @param now Milliseconds since the epoch.
 */
export function pushRequest(
  { vapid, random, contact }: PushRequestWorld,
  to: Pick<PushSubscriptionRow, 'url' | 'publicKey' | 'secret'>,
  message: { readonly object: unknown; readonly topic: string; readonly now: number },
): PushRequest {
  const { url, publicKey, secret } = to;
  const text = Buffer.from(JSON.stringify(message.object));
  const isEncrypted = publicKey.length > 0;
  return {
    url,
    headers: {
      'content-type': 'application/json',
      ...(isEncrypted ? { 'content-encoding': 'aes128gcm' } : {}),
      ttl: String(keptSeconds),
      urgency: 'normal',
      topic: message.topic,
      authorization: vapid.authorization({ url, now: message.now, contact }),
    },
    body: isEncrypted ? encryptPush(text, { publicKey, secret }, random) : text,
  };
}
