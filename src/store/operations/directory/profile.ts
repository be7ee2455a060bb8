import { readOperation, writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** What a person sees of the own account. */
export type Profile = {
  readonly address: string;
  readonly displayName: string;
  /** A language tag, as `en` or `de` (BCP 47). */
  readonly language: string;
  /** As `Europe/Berlin`; empty for what the browser has. */
  readonly timeZone: string;
  /** 0 no, 1 of the tenant, 2 of the server. */
  readonly admin: number;
  readonly tenantId: number;
};

const selectProfile = statement<Profile>(`
  SELECT address AS "address", display_name AS "displayName", language AS "language",
    time_zone AS "timeZone", admin AS "admin", tenant_id AS "tenantId"
  FROM account WHERE account_id = ?1`);
const saveProfile = statement(`
  UPDATE account SET display_name = ?2, language = ?3, time_zone = ?4 WHERE account_id = ?1`);

/** @throws {Refusal} `account.absent`, `account.removed`. */
export const readProfile = readOperation(
  'readProfile',
  function* (tx, accountId: number): Work<Profile> {
    yield* findAccount(tx, accountId);
    return yield* tx.one(selectProfile, accountId);
  },
);

export type UpdateProfileInput = {
  readonly actor: string;
  readonly accountId: number;
  readonly changes: Partial<Pick<Profile, 'displayName' | 'language' | 'timeZone'>>;
};

/** Changes what is given. @throws {Refusal} `account.absent`, `account.removed`. */
export const updateProfile = writeOperation(
  'updateProfile',
  function* (tx, { actor, accountId, changes }: UpdateProfileInput): Work<void> {
    yield* findAccount(tx, accountId);
    const before = yield* tx.one(selectProfile, accountId);
    const { displayName, language, timeZone, tenantId, address } = { ...before, ...changes };
    yield* tx.run(saveProfile, accountId, displayName, language, timeZone);
    yield* recordChange(tx, {
      tenantId,
      actor,
      action: 'account.profile',
      target: address,
      detail: changes,
    });
  },
);
