import type { AccountView } from '#core/mailbox/account-view/account-view.ts';

/** Says of each thread of a view whether it is asked about for the first time. */
export function firstTimes({ columns }: AccountView): (threadId: number) => boolean {
  const { messageId, count } = columns;
  // A thread is numbered like one of its messages.
  const highest = messageId[count - 1] ?? 0;
  const seen = new Uint8Array((highest >> 3) + 1);
  return (threadId) => {
    const octet = threadId >> 3;
    const bit = 1 << (threadId & 7);
    const before = seen[octet] ?? 0;
    seen[octet] = before | bit;
    return (before & bit) === 0;
  };
}
