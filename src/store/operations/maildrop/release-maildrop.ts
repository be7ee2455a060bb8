import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

export type MaildropReleased = { readonly accountId: number; readonly holder: string };

const release = statement('DELETE FROM maildrop_lease WHERE account_id = ?1 AND holder = ?2');

/** Gives the maildrop's lock back; nothing happens when another has it already. */
export const releaseMaildrop = writeOperation(
  'releaseMaildrop',
  function* (tx, { accountId, holder }: MaildropReleased) {
    yield* tx.run(release, accountId, holder);
  },
);
