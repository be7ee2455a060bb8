import { refuse } from '#base/refusal.ts';
import { type MessageOwner, queueIdOf } from '#core/sending/message-status.ts';
import { changeQueued } from '#store/operations/queue/change-queued.ts';
import type { Store } from '#store/store.ts';

/** Why a message cannot be taken back. */
export type CancelRefusalCode =
  /** Nothing of it waits: it has gone out, or it is not the account's. */
  'sending.gone';

/**
 * Takes back what waits of a message that the account sent.
 *
 * @returns How many recipients do not get it now.
 * @throws {Refusal} `sending.gone`; `queue.busy` while it is being sent.
 */
export async function cancelMessage(
  store: Store,
  owner: MessageOwner & { readonly address: string },
  id: string,
): Promise<{ readonly recipients: number }> {
  const queueId = await queueIdOf(store, owner, id);
  if (queueId === undefined) {
    refuse<CancelRefusalCode>('sending.gone', `Nothing of the message "${id}" waits any more`);
  }
  const change = { actor: owner.address, queueId, change: 'cancel', onlyIdle: true } as const;
  return await store.write(changeQueued, change);
}
