import { dkimKeyState } from '#store/dkim-key-state.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type DkimRefusalCode = 'dkim-key.absent' | 'dkim-key.exists';

/** A key without its private half. */
export type DkimKey = {
  readonly dkimKeyId: number;
  readonly tenantId: number;
  /** A-labels. */
  readonly domain: string;
  /** Empty for the domain itself, else the name of an application. */
  readonly stream: string;
  readonly selector: string;
  readonly algorithm: string;
  /** The octets of `p=`. */
  readonly publicKey: Uint8Array;
  readonly state: number;
  readonly createdAt: number;
  /** Milliseconds since the epoch, as the next two; 0 until then. */
  readonly activeAt: number;
  readonly retiredAt: number;
  readonly removedAt: number;
  /** When its record, seen before, was first missing in the DNS; 0 while it is there. */
  readonly missingSince: number;
  /** When administrators were told of that; 0 until then. */
  readonly toldAt: number;
};

/** A key as it signs. */
export type StoredSigningKey = Pick<DkimKey, 'domain' | 'selector' | 'algorithm'> & {
  /** Sealed PKCS #8. */
  readonly privateKey: Uint8Array;
};

const columns = `dkim_key_id AS "dkimKeyId", tenant_id AS "tenantId", domain AS "domain",
  stream AS "stream", selector AS "selector", algorithm AS "algorithm", public_key AS "publicKey",
  state AS "state", created_at AS "createdAt", active_at AS "activeAt", retired_at AS "retiredAt",
  removed_at AS "removedAt", missing_since AS "missingSince", told_at AS "toldAt"`;

const selectAll = statement<DkimKey>(`SELECT ${columns} FROM dkim_key ORDER BY dkim_key_id`);
const selectDomain = statement<DkimKey>(
  `SELECT ${columns} FROM dkim_key WHERE domain = ?1 ORDER BY dkim_key_id`,
);
const selectSigning = statement<StoredSigningKey>(`
  SELECT domain AS "domain", selector AS "selector", algorithm AS "algorithm",
    private_key AS "privateKey"
  FROM dkim_key WHERE domain = ?1 AND stream = ?2 AND state = ?3 ORDER BY dkim_key_id`);
const deleteDomain = statement('DELETE FROM dkim_key WHERE domain = ?1');
const deleteTenant = statement('DELETE FROM dkim_key WHERE tenant_id = ?1');

/** Every key, or those of one domain, removed ones too, in the order in which they were made. */
export const listDkimKeys = readOperation(
  'listDkimKeys',
  function* (tx, { domain }: { readonly domain?: string }): Work<readonly DkimKey[]> {
    return domain === undefined ? yield* tx.all(selectAll) : yield* tx.all(selectDomain, domain);
  },
);

/** The keys that sign for a domain, or for an application of it, now. */
export const findSigningKeys = readOperation(
  'findSigningKeys',
  function* (
    tx,
    { domain, stream }: Pick<DkimKey, 'domain' | 'stream'>,
  ): Work<readonly StoredSigningKey[]> {
    return yield* tx.all(selectSigning, domain, stream, dkimKeyState.active);
  },
);

/** The keys of a domain, for operations that change them. */
export function* dkimKeysOf(tx: Tx, domain: string): Work<readonly DkimKey[]> {
  return yield* tx.all(selectDomain, domain);
}

/** With the domain go its keys. */
export function* dropDomainKeys(tx: Tx, domain: string): Work<void> {
  yield* tx.run(deleteDomain, domain);
}

/** With the tenant go its keys. */
export function* dropTenantKeys(tx: Tx, tenantId: number): Work<void> {
  yield* tx.run(deleteTenant, tenantId);
}
