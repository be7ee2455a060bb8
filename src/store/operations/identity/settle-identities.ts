import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { ownAddresses } from '#store/operations/identity/own-addresses.ts';
import { nextCounter } from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = { readonly identityId: number; readonly address: string };

const selectOwn = statement<Row>(`
  SELECT identity_id AS "identityId", address AS "address" FROM identity
  WHERE account_id = ?1 AND own = 1 AND removed_at = 0`);
const insertOwn = statement(`
  INSERT INTO identity (account_id, identity_id, address, own, name, reply_to, bcc,
    text_signature, html_signature, created_counter, changed_counter, removed_at)
  VALUES (?1, ?2, ?3, 1, ?4, 'null', 'null', '', '', ?5, ?5, 0)`);
const remove = statement(`
  UPDATE identity SET removed_at = ?3, changed_counter = ?4
  WHERE account_id = ?1 AND identity_id = ?2`);

/**
 * Gives each address of an account its identity, and takes those away whose address has gone.
 *
 * @throws {Refusal} `account.absent`, `account.removed`.
 */
export const settleIdentities = writeOperation(
  'settleIdentities',
  function* (tx, { accountId }: { readonly accountId: number }): Work<void> {
    const { displayName } = yield* findAccount(tx, accountId);
    const wanted = new Set(yield* ownAddresses(tx, accountId));
    const there = yield* tx.all(selectOwn, accountId);
    const gone = there.filter(({ address }) => !wanted.has(address));
    for (const { address } of there) wanted.delete(address);
    if (gone.length === 0 && wanted.size === 0) return;
    const counter = yield* nextCounter(tx, accountId, 'Identity');
    for (const { identityId } of gone) {
      yield* tx.run(remove, accountId, identityId, tx.now, counter);
    }
    for (const address of wanted) {
      const identityId = yield* takeId(tx, 'identity');
      yield* tx.run(insertOwn, accountId, identityId, address, displayName, counter);
    }
  },
);
