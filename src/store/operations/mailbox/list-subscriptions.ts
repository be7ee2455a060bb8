import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const selectRows = statement<{ path: string }>(
  'SELECT path AS "path" FROM subscription WHERE account_id = ?1 ORDER BY path',
);

/** Subscribed paths that have no mailbox; those that have one say so themselves. */
export const listSubscriptions = readOperation(
  'listSubscriptions',
  function* (tx, { accountId }: { readonly accountId: number }) {
    const rows = yield* tx.all(selectRows, accountId);
    return rows.map((row) => row.path.split('/'));
  },
);
