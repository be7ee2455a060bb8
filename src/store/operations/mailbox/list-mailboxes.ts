import { readOperation } from '#store/operation.ts';
import { allMailboxes } from '#store/operations/mailbox/mailbox-row.ts';

/** Every mailbox of the account with its counters, in the order they were made. */
export const listMailboxes = readOperation(
  'listMailboxes',
  function* (tx, { accountId }: { readonly accountId: number }) {
    return yield* allMailboxes(tx, accountId);
  },
);
