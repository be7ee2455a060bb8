import { refuse } from '#base/refusal.ts';
import {
  checkSending,
  countSending,
  type SendingCounts,
} from '#store/operations/limits/count-sending.ts';
import {
  beginWatch,
  endWatch,
  type HeldSending,
  type Watch,
  type WatchedSender,
} from '#store/operations/limits/watch-sending.ts';
import type { SendRefusalCode } from '#store/send-limits.ts';
import { sendState } from '#store/send-profile.ts';
import type { Tx, Work } from '#store/work.ts';

/** One message that somebody who has logged in sends. */
export type Sending = Omit<SendingCounts, 'strangers'> & {
  /** Whose behaviour is watched; nobody's when absent. */
  readonly sender?: WatchedSender;
};

/** A message that passed its limits. */
export type BegunSending = { readonly counts: SendingCounts; readonly watch: Watch | undefined };

/** Before the first write of a delivery. @throws {Refusal} `send.limit`, `send.locked`. */
export function* beginSending(tx: Tx, { scopes, recipients, sender }: Sending): Work<BegunSending> {
  const watch = sender === undefined ? undefined : yield* beginWatch(tx, sender);
  if (watch?.row?.state === sendState.locked) {
    refuse<SendRefusalCode>('send.locked', `Sending is locked for "${watch.sender.address}"`);
  }
  const strangers = watch?.acquaintance.strangers.length ?? 0;
  const counts = { scopes, recipients, strangers };
  yield* checkSending(tx, counts);
  return { counts, watch };
}

/** Counts the message and judges it. @returns Set where it is to wait for an administrator. */
export function* endSending(
  tx: Tx,
  { counts, watch }: BegunSending,
): Work<HeldSending | undefined> {
  yield* countSending(tx, counts);
  return watch === undefined ? undefined : yield* endWatch(tx, watch, counts.recipients);
}
