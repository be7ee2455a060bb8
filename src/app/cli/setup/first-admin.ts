import { accountOf } from '#app/cli/look-up.ts';
import { type GivenPassword, readPassword, type PasswordOptions } from '#app/cli/read-password.ts';
import type { World } from '#app/cli/world.ts';
import { Refusal } from '#base/refusal.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { formatAddress, parseNewAddress } from '#core/directory/address.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import type { Store } from '#store/store.ts';

export type FirstAdmin = {
  readonly address: string;
  /** Undefined when the account was there already, with its password. */
  readonly secret: GivenPassword | undefined;
};

/** Makes the tenant, the domain and the administrator that are not there yet. */
export async function makeFirstAdmin(
  store: Store,
  world: World,
  wanted: PasswordOptions & {
    readonly actor: string;
    readonly domain: string;
    readonly localPart: string;
  },
): Promise<FirstAdmin> {
  const { actor, domain } = wanted;
  const address = parseNewAddress(`${wanted.localPart}@${domain}`);
  const tenantId = await makeDomain(store, actor, domain);
  const text = formatAddress(address);
  if (await isThere(store, text)) return { address: text, secret: undefined };
  const asked = wanted.passwordStdin === true || world.stdin.isTTY === true;
  const secret = await readPassword(world, asked ? wanted : { ...wanted, generate: true });
  const { accountId } = await store.write(createAccount, {
    actor,
    tenantId,
    address,
    displayName: 'Postmaster',
    language: 'en',
    admin: 2,
    bytesMax: 0,
    countMax: 0,
  });
  await setPassword(store, { actor, accountId, password: secret.password });
  return { address: text, secret };
}

async function makeDomain(store: Store, actor: string, name: string): Promise<number> {
  const [domain] = await store.read(listDomains, { name });
  if (domain !== undefined) return domain.tenantId;
  const [tenant] = await store.read(listTenants, { name });
  const { tenantId } =
    tenant ?? (await store.write(createTenant, { actor, name, bytesMax: 0, accountsMax: 0 }));
  await store.write(createDomain, { actor, tenantId, name });
  return tenantId;
}

async function isThere(store: Store, address: string): Promise<boolean> {
  try {
    await accountOf(store, address);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code.startsWith('account.')) return false;
    throw error;
  }
}
