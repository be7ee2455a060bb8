import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Addresses of one account that have an identity by themselves. Our choice; people have few. */
export const ownAddressesMax = 100;

type AddressRow = [address: string];

const selectOwn = statement<AddressRow>(`
  SELECT a.local_part || '@' || d.name FROM address a
  JOIN domain d ON d.domain_id = a.domain_id
  WHERE a.account_id = ?1 AND a.kind = 1 AND a.local_part <> '*' AND d.state = 1
  ORDER BY 1 LIMIT ${ownAddressesMax}`);
const selectAliases = statement<AddressRow>(`
  SELECT a.local_part || '@' || d.name FROM alias_target t
  JOIN address a ON a.alias_id = t.alias_id
  JOIN domain d ON d.domain_id = a.domain_id
  WHERE t.target = ?1 AND a.kind = 2 AND a.local_part <> '*' AND d.state = 1
  ORDER BY 1 LIMIT ${ownAddressesMax}`);

/**
 * The addresses that an account sends as: its own, and the aliases that lead to it directly. Those
 * of groups, catch-alls and other names of a domain have no identity by themselves.
 */
export function* ownAddresses(tx: Tx, accountId: number): Work<string[]> {
  const addresses = new Set<string>();
  const own = yield* tx.table(selectOwn, accountId);
  for (const [address] of own) addresses.add(address);
  for (const [target] of own) {
    for (const [address] of yield* tx.table(selectAliases, target)) addresses.add(address);
  }
  return [...addresses].slice(0, ownAddressesMax);
}
