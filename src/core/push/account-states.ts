import { accountClock } from '#store/operations/jmap/account-clock.ts';
import type { Store } from '#store/store.ts';

/** State strings of one account by the names of the types, as `Email`. */
export type TypeStates = ReadonlyMap<string, string>;

/** The states of an account, and the modseq they rest on. */
export type AccountStates = { readonly modseq: number; readonly states: TypeStates };

/** Types whose state is the account's modseq. */
const mailTypes = ['Email', 'Mailbox', 'Thread'] as const;

/** Its state changes when a message comes, and never otherwise (RFC 8621 §1.5). */
const deliveryType = 'EmailDelivery';

/**
 * The states of an account, undefined when there is none. EmailDelivery is among them when a message
 * came after `sinceModseq`.
 */
export async function readAccountStates(
  store: Pick<Store, 'read'>,
  accountId: number,
  sinceModseq: number,
): Promise<AccountStates | undefined> {
  const clock = await store.read(accountClock, { accountId, sinceModseq });
  if (clock === undefined) return undefined;
  const { modseq, deliveredModseq, others } = clock;
  const states = new Map<string, string>(mailTypes.map((type) => [type, String(modseq)]));
  if (deliveredModseq !== undefined) states.set(deliveryType, String(deliveredModseq));
  for (const [type, counter] of Object.entries(others)) states.set(type, String(counter));
  return { modseq, states };
}

/** What of `now` is not in `before`. */
export function changedStates(before: TypeStates, now: TypeStates): TypeStates {
  return new Map([...now].filter(([type, state]) => before.get(type) !== state));
}
