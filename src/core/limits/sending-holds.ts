import { lockSending, resumeSending, settleHeld } from '#store/operations/limits/change-hold.ts';
import type { Store } from '#store/store.ts';

/** Held messages let go or taken out by one operation: a few milliseconds. Ours. */
const sliceMax = 200;

/** Who does something to which account. */
export type HoldChange = {
  /** For the audit log. */
  readonly actor: string;
  readonly accountId: number;
};

/**
 * Lets an account send again, and sends or cancels what was held. What made it held is usual from now on,
 * what it did before a lock is not.
 *
 * @param change.held What becomes of held mail: it is sent when absent, but after a lock must be said.
 * @returns How many messages go now, or were cancelled.
 * @throws {Refusal} `account.absent`, `account.removed`, `limit.usual`, `limit.held`.
 */
export async function releaseSending(
  store: Store,
  { held, ...change }: HoldChange & { readonly held?: 'release' | 'cancel' | undefined },
): Promise<{ readonly messages: number }> {
  await store.write(resumeSending, { ...change, decided: held !== undefined });
  return { messages: await settleAll(store, change.accountId, held ?? 'release') };
}

/**
 * Keeps an account from sending: its passwords do not open submission any more. What is held stays
 * unless it is cancelled, without reports to the sender.
 *
 * @returns How many held messages were cancelled.
 * @throws {Refusal} `account.absent`, `account.removed`.
 */
export async function lockAccount(
  store: Store,
  { cancelHeld, ...change }: HoldChange & { readonly cancelHeld: boolean },
): Promise<{ readonly messages: number }> {
  await store.write(lockSending, change);
  return { messages: cancelHeld ? await settleAll(store, change.accountId, 'cancel') : 0 };
}

async function settleAll(
  store: Store,
  accountId: number,
  change: 'release' | 'cancel',
): Promise<number> {
  let sum = 0;
  // Each slice leaves fewer that are held, and nothing is added: it ends.
  for (;;) {
    const { messages } = await store.write(settleHeld, { accountId, change, limit: sliceMax });
    sum += messages;
    if (messages < sliceMax) return sum;
  }
}
