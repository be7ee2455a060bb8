import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Passkeys of one account. Our choice. */
export const passkeysMax = 50;

/** Why something is not done about a passkey. */
export type PasskeyRefusalCode =
  | 'passkey.absent'
  /** The authenticator has one for this account. */
  | 'passkey.exists'
  | 'passkey.limit';

export type PasskeyRow = {
  readonly accountId: number;
  readonly passkeyId: number;
  /** Base64url, as browsers name it. */
  readonly keyId: string;
  /** COSE (RFC 9052 §7). */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  /** The host it is for. */
  readonly site: string;
  /** A JSON list. */
  readonly transports: string;
  /** 1 for one that is kept on several devices. */
  readonly backedUp: number;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
};

const columns = `account_id AS "accountId", passkey_id AS "passkeyId", key_id AS "keyId",
  public_key AS "publicKey", counter AS "counter", site AS "site", transports AS "transports",
  backed_up AS "backedUp", name AS "name", created_at AS "createdAt",
  last_used_at AS "lastUsedAt"`;
const selectByKey = statement<PasskeyRow>(`SELECT ${columns} FROM passkey WHERE key_id = ?1`);
const selectByAccount = statement<PasskeyRow>(
  `SELECT ${columns} FROM passkey WHERE account_id = ?1 ORDER BY passkey_id`,
);
const selectById = statement<PasskeyRow>(
  `SELECT ${columns} FROM passkey WHERE account_id = ?1 AND passkey_id = ?2`,
);
const insert = statement(`
  INSERT INTO passkey (account_id, passkey_id, key_id, public_key, counter, site, transports,
    backed_up, name, created_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`);
const saveUse = statement(`
  UPDATE passkey SET counter = ?3, backed_up = ?4, last_used_at = ?5
  WHERE account_id = ?1 AND passkey_id = ?2`);
const saveName = statement(
  'UPDATE passkey SET name = ?3 WHERE account_id = ?1 AND passkey_id = ?2',
);
const deletePasskey = statement('DELETE FROM passkey WHERE account_id = ?1 AND passkey_id = ?2');
const endItsSessions = statement(
  'DELETE FROM web_session WHERE account_id = ?1 AND credential_id = ?2',
);

type Change = { readonly actor: string; readonly accountId: number };

export type AddPasskeyInput = Change &
  Pick<PasskeyRow, 'keyId' | 'publicKey' | 'counter' | 'site' | 'backedUp' | 'name'> & {
    readonly transports: readonly string[];
  };

/** The passkey that a browser names; undefined when there is none. */
export const findPasskey = readOperation('findPasskey', function* (tx, keyId: string) {
  return yield* tx.maybe(selectByKey, keyId);
});

/** The account's passkeys, in order. */
export const listPasskeys = readOperation('listPasskeys', function* (tx, accountId: number) {
  return yield* tx.all(selectByAccount, accountId);
});

/** Keeps a passkey. @throws {Refusal} `account.absent`, {@link PasskeyRefusalCode}. */
export const addPasskey = writeOperation(
  'addPasskey',
  function* (tx, input: AddPasskeyInput): Work<{ passkeyId: number }> {
    const { actor, accountId, keyId, publicKey, counter, site, transports, backedUp, name } = input;
    yield* findAccount(tx, accountId);
    if ((yield* tx.maybe(selectByKey, keyId)) !== undefined) {
      refuse('passkey.exists', 'This passkey is known already');
    }
    const known = yield* tx.all(selectByAccount, accountId);
    if (known.length >= passkeysMax) refuse('passkey.limit', `There are ${passkeysMax} passkeys`);
    const passkeyId = yield* takeId(tx, 'credential');
    const json = JSON.stringify(transports);
    const facts = [keyId, publicKey, counter, site, json, backedUp, name] as const;
    yield* tx.run(insert, accountId, passkeyId, ...facts, tx.now);
    yield* record(tx, { actor, accountId }, 'passkey.create', { passkeyId, name });
    return { passkeyId };
  },
);

export type TouchPasskeyInput = Pick<
  PasskeyRow,
  'accountId' | 'passkeyId' | 'counter' | 'backedUp'
>;

/** After a passkey was used. Not an audited change. */
export const touchPasskey = writeOperation(
  'touchPasskey',
  function* (tx, { accountId, passkeyId, counter, backedUp }: TouchPasskeyInput): Work<void> {
    yield* tx.run(saveUse, accountId, passkeyId, counter, backedUp, tx.now);
  },
  { frees: true },
);

/** @throws {Refusal} `account.absent`, `passkey.absent`. */
export const renamePasskey = writeOperation(
  'renamePasskey',
  function* (
    tx,
    { actor, accountId, passkeyId, name }: Change & { passkeyId: number; name: string },
  ) {
    yield* existing(tx, accountId, passkeyId);
    yield* tx.run(saveName, accountId, passkeyId, name);
    yield* record(tx, { actor, accountId }, 'passkey.rename', { passkeyId, name });
  },
);

/** Forgets a passkey and ends the sessions that it opened. @throws {Refusal} `passkey.absent`. */
export const removePasskey = writeOperation(
  'removePasskey',
  function* (tx, { actor, accountId, passkeyId }: Change & { passkeyId: number }) {
    const { name } = yield* existing(tx, accountId, passkeyId);
    yield* tx.run(deletePasskey, accountId, passkeyId);
    yield* tx.run(endItsSessions, accountId, passkeyId);
    yield* record(tx, { actor, accountId }, 'passkey.remove', { passkeyId, name });
  },
);

function* existing(tx: Tx, accountId: number, passkeyId: number): Work<PasskeyRow> {
  const row = yield* tx.maybe(selectById, accountId, passkeyId);
  return row ?? refuse('passkey.absent', `There is no passkey ${passkeyId}`);
}

function* record(
  tx: Tx,
  { actor, accountId }: Change,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Work<void> {
  const { tenantId, address } = yield* findAccount(tx, accountId);
  yield* recordChange(tx, { tenantId, actor, action, target: address, detail });
}
