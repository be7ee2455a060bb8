import { refuse } from '#base/refusal.ts';
import { type DomainRow, findDomainOf } from '#store/operations/directory/find-domain.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** An address as the store keeps it: local part NFC in lower case, domain as A-labels. */
export type StoredAddress = { readonly localPart: string; readonly domain: string };

const selectTaken = statement<{ kind: number }>(
  'SELECT kind AS "kind" FROM address WHERE domain_id = ?1 AND local_part = ?2',
);
const insert = statement(`
  INSERT INTO address (domain_id, local_part, kind, account_id, alias_id)
  VALUES (?1, ?2, ?3, ?4, ?5)`);

/** `local@domain`, the text form in `account.address`, `alias.name` and `alias_target.target`. */
export function addressText({ localPart, domain }: StoredAddress): string {
  return `${localPart}@${domain}`;
}

/**
 * The domain in which the tenant may make the address.
 *
 * @throws {Refusal} `domain.absent`, `domain.target` (a domain alias has no addresses of its own),
 *   `address.exists`.
 */
export function* checkFreeAddress(
  tx: Tx,
  tenantId: number,
  address: StoredAddress,
): Work<DomainRow> {
  const domain = yield* findDomainOf(tx, tenantId, address.domain);
  if (domain.targetDomainId !== null) {
    refuse('domain.target', `"${address.domain}" is an alias of another domain; use that one`);
  }
  if ((yield* tx.maybe(selectTaken, domain.domainId, address.localPart)) !== undefined) {
    refuse('address.exists', `The address "${addressText(address)}" is taken already`);
  }
  return domain;
}

/** Writes the row after {@link checkFreeAddress}; exactly one of the two ids is given. */
export function* insertAddress(
  tx: Tx,
  domain: DomainRow,
  row: {
    readonly localPart: string;
    readonly kind: number;
    readonly accountId?: number;
    readonly aliasId?: number;
  },
): Work<void> {
  const { localPart, kind, accountId = null, aliasId = null } = row;
  yield* tx.run(insert, domain.domainId, localPart, kind, accountId, aliasId);
}
