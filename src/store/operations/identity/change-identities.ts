import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import type { IdentityDetails } from '#store/operations/identity/identity-row.ts';
import {
  expectCounter,
  nextCounter,
  type ObjectRefusalCode,
} from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Identities of one account, those of its addresses included. Our choice. */
export const identitiesMax = 300;

export type ChangeIdentitiesInput = {
  readonly accountId: number;
  /** The state that the client knows; any when absent. */
  readonly expected?: number | undefined;
  readonly create: readonly (IdentityDetails & { readonly email: string })[];
  readonly update: readonly (IdentityDetails & { readonly identityId: number })[];
  /** Those of addresses are passed over. */
  readonly destroy: readonly number[];
};

export type ChangedIdentities = {
  readonly before: number;
  readonly after: number;
  /** In the order asked. */
  readonly created: readonly number[];
  /** Of `update`, those that were there. */
  readonly updated: readonly number[];
  readonly destroyed: readonly number[];
};

const countRows = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM identity WHERE account_id = ?1 AND removed_at = 0',
);
const insert = statement(`
  INSERT INTO identity (account_id, identity_id, address, own, name, reply_to, bcc,
    text_signature, html_signature, created_counter, changed_counter, removed_at)
  VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 0)`);
const update = statement(`
  UPDATE identity SET name = ?3, reply_to = ?4, bcc = ?5, text_signature = ?6,
    html_signature = ?7, changed_counter = ?8
  WHERE account_id = ?1 AND identity_id = ?2 AND removed_at = 0`);
const remove = statement(`
  UPDATE identity SET removed_at = ?3, changed_counter = ?4
  WHERE account_id = ?1 AND identity_id = ?2 AND own = 0 AND removed_at = 0`);
const countAlive = statement<{ count: number }>(`
  SELECT COUNT(*) AS "count" FROM identity
  WHERE account_id = ?1 AND identity_id = ?2 AND removed_at = 0`);

/**
 * Makes, changes and deletes identities in one step.
 *
 * @throws {Refusal} `object.state`, `object.limit`.
 */
export const changeIdentities = writeOperation(
  'changeIdentities',
  function* (tx, input: ChangeIdentitiesInput): Work<ChangedIdentities> {
    const { accountId, expected, create, destroy } = input;
    const before = yield* expectCounter(tx, { accountId, type: 'Identity' }, expected);
    const { count } = yield* tx.one(countRows, accountId);
    if (create.length > 0 && count + create.length > identitiesMax) {
      refuse<ObjectRefusalCode>('object.limit', `An account has ${identitiesMax} identities`);
    }
    const alive = [];
    for (const one of input.update) {
      if ((yield* tx.one(countAlive, accountId, one.identityId)).count > 0) alive.push(one);
    }
    const nothing = create.length + alive.length + destroy.length === 0;
    if (nothing) return { before, after: before, created: [], updated: [], destroyed: [] };
    const after = yield* nextCounter(tx, accountId, 'Identity');
    const created: number[] = [];
    for (const one of create) created.push(yield* insertOne(tx, { accountId, after }, one));
    for (const one of alive) {
      yield* tx.run(update, accountId, one.identityId, ...valuesOf(one), after);
    }
    const destroyed: number[] = [];
    for (const identityId of destroy) {
      const gone = yield* tx.run(remove, accountId, identityId, tx.now, after);
      if (gone > 0) destroyed.push(identityId);
    }
    const updated = alive.map(({ identityId }) => identityId);
    return { before, after, created, updated, destroyed };
  },
);

function* insertOne(
  tx: Tx,
  { accountId, after }: { readonly accountId: number; readonly after: number },
  identity: ChangeIdentitiesInput['create'][number],
): Work<number> {
  const identityId = yield* takeId(tx, 'identity');
  yield* tx.run(insert, accountId, identityId, identity.email, ...valuesOf(identity), after);
  return identityId;
}

function valuesOf({ name, replyTo, bcc, textSignature, htmlSignature }: IdentityDetails) {
  const lists = [JSON.stringify(replyTo), JSON.stringify(bcc)] as const;
  return [name, ...lists, textSignature, htmlSignature] as const;
}
