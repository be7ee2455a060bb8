import { refuse } from '#base/refusal.ts';
import { formatAddress, parseAddress, parseNewAddress } from '#core/directory/address.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import { type AccountSummary, listAccounts } from '#store/operations/directory/list-accounts.ts';
import { type AliasSummary, listAliases } from '#store/operations/directory/list-aliases.ts';
import { type DomainSummary, listDomains } from '#store/operations/directory/list-domains.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { catchAllLocalPart, directoryState } from '#store/directory-state.ts';
import type { Store } from '#store/store.ts';

/** Accounts read at once. */
const pageAccounts = 500;

/** The tenant of that name; without one, the only tenant there is. @throws {Refusal} `tenant.absent`. */
export async function tenantOf(store: Store, name: string | undefined) {
  const tenants = await store.read(listTenants, name === undefined ? {} : { name });
  const [tenant, other] = tenants;
  if (tenant === undefined) {
    refuse('tenant.absent', name === undefined ? 'There is no tenant yet' : `No tenant "${name}"`);
  }
  if (other !== undefined) refuse('tenant.absent', 'There are several tenants: say --tenant NAME');
  return tenant;
}

/** The domain of that name. @throws {Refusal} `domain.absent`, `domain.malformed`. */
export async function domainOf(store: Store, text: string): Promise<DomainSummary> {
  const [domain] = await store.read(listDomains, { name: domainName(text) });
  return domain ?? refuse('domain.absent', `There is no domain "${text}"`);
}

/** A domain name as the directory keeps it. @throws {Refusal} `domain.malformed`. */
export function domainName(text: string): string {
  return normalizeDomain(text) ?? refuse('domain.malformed', `"${text}" is no domain name`);
}

/** The account of that primary address. @throws {Refusal} `account.absent`, `account.removed`. */
export async function accountOf(store: Store, text: string): Promise<AccountSummary> {
  const address = addressText(text);
  const found = await store.read(listAccounts, { address, limit: 1 });
  if (found[0] !== undefined) return found[0];
  const removed = await store.read(listAccounts, { address, removed: true, limit: 1 });
  if (removed.length > 0) refuse('account.removed', `The account "${address}" was removed`);
  return refuse('account.absent', `There is no account "${address}"`);
}

/** The account of that address that was removed last. @throws {Refusal} `account.absent`. */
export async function removedAccountOf(store: Store, text: string): Promise<AccountSummary> {
  const address = addressText(text);
  const rows = await store.read(listAccounts, { address, removed: true, limit: pageAccounts });
  const last = rows.findLast(({ state }) => state === directoryState.removed);
  return last ?? refuse('account.absent', `No removed account was "${address}"`);
}

/** All accounts that the conditions ask for. */
export async function accountsOf(
  store: Store,
  conditions: { readonly tenantId?: number; readonly domain?: string; readonly removed?: boolean },
): Promise<readonly AccountSummary[]> {
  const accounts: AccountSummary[] = [];
  for (;;) {
    const after = accounts.at(-1)?.accountId ?? 0;
    const page = await store.read(listAccounts, { ...conditions, after, limit: pageAccounts });
    accounts.push(...page);
    if (page.length < pageAccounts) return accounts;
  }
}

/** The alias, group or catch-all of that address. @throws {Refusal} `alias.absent`. */
export async function aliasOf(store: Store, text: string): Promise<AliasSummary> {
  const [alias] = await store.read(listAliases, { name: formatAddress(aliasAddress(text)) });
  return alias ?? refuse('alias.absent', `There is no alias "${text}"`);
}

/** An alias's address: a new one, or `*@domain`. @throws {Refusal} `address.malformed`. */
export function aliasAddress(text: string) {
  if (!text.startsWith(`${catchAllLocalPart}@`)) return parseNewAddress(text);
  return { localPart: catchAllLocalPart, domain: domainName(text.slice(2)) };
}

/** An address as the directory keeps it. @throws {Refusal} `address.malformed`. */
export function addressText(text: string): string {
  const address = parseAddress(text);
  return address === undefined
    ? refuse('address.malformed', `"${text}" is no address`)
    : formatAddress(address);
}
