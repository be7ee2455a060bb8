import { readOperation } from '#store/operation.ts';
import {
  type Identity,
  identityColumns,
  identityOf,
  type IdentityRow,
} from '#store/operations/identity/identity-row.ts';
import { ownAddresses } from '#store/operations/identity/own-addresses.ts';
import { checkSince, readCounter } from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const type = 'Identity';

const selectAll = statement<IdentityRow>(`
  SELECT ${identityColumns} FROM identity WHERE account_id = ?1 AND removed_at = 0
  ORDER BY own DESC, identity_id`);
const selectChanged = statement<IdentityRow>(`
  SELECT ${identityColumns} FROM identity WHERE account_id = ?1 AND changed_counter > ?2
  ORDER BY changed_counter, identity_id`);

export type Identities = {
  readonly counter: number;
  readonly identities: readonly Identity[];
  /** Addresses came or went since: `settleIdentities` is due. */
  readonly stale: boolean;
};

/** The identities of an account, those of its addresses first. */
export const listIdentities = readOperation(
  'listIdentities',
  function* (tx, { accountId }: { readonly accountId: number }): Work<Identities> {
    const identities = (yield* tx.all(selectAll, accountId)).map(identityOf);
    const counter = yield* readCounter(tx, accountId, type);
    const wanted = new Set(yield* ownAddresses(tx, accountId));
    const there = identities.filter(({ own }) => own).map(({ email }) => email);
    const stale = there.length !== wanted.size || there.some((email) => !wanted.has(email));
    return { counter, identities, stale };
  },
);

/** What changed of objects since a state. */
export type ChangedObjects = {
  /** The state of now. */
  readonly counter: number;
  /** In the order in which they changed. */
  readonly changes: readonly {
    readonly id: number;
    readonly counter: number;
    readonly kind: 'created' | 'updated' | 'destroyed' | 'passed';
  }[];
};

/** What changed of an account's identities. @throws {Refusal} `object.changes`. */
export const changedIdentities = readOperation(
  'changedIdentities',
  function* (
    tx,
    { accountId, since }: { readonly accountId: number; readonly since: number },
  ): Work<ChangedObjects> {
    const counter = yield* checkSince(tx, { accountId, type }, since);
    const rows = yield* tx.all(selectChanged, accountId, since);
    return {
      counter,
      changes: rows.map((row) => ({
        id: row.identityId,
        counter: row.changedCounter,
        kind: kindOf(row, since),
      })),
    };
  },
);

/** `passed`: it came and went meanwhile (RFC 8620 §5.2). */
export function kindOf(
  row: Pick<IdentityRow, 'createdCounter' | 'removedAt'>,
  since: number,
): ChangedObjects['changes'][number]['kind'] {
  const isNew = row.createdCounter > since;
  if (row.removedAt === 0) return isNew ? 'created' : 'updated';
  return isNew ? 'passed' : 'destroyed';
}
