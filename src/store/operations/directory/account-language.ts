import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const selectLanguage = statement<{ language: string }>(
  'SELECT language AS "language" FROM account WHERE account_id = ?1',
);

/** The language in which the account's owner is addressed, as `de`; undefined when it is gone. */
export const accountLanguage = readOperation('accountLanguage', function* (tx, accountId: number) {
  return (yield* tx.maybe(selectLanguage, accountId))?.language;
});
