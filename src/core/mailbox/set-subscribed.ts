import type { Mail } from '#core/mailbox/mail.ts';
import { setSubscribed as operation } from '#store/operations/mailbox/set-subscribed.ts';

/** Subscribes to a name, whether it exists or not (RFC 9051 §6.3.7), or ends that. */
export async function setSubscribed(
  mail: Mail,
  accountId: number,
  wanted: { readonly name: string; readonly subscribed: boolean },
): Promise<void> {
  const { name, subscribed } = wanted;
  await mail.store.write(operation, { accountId, path: name.split('/'), subscribed });
}
