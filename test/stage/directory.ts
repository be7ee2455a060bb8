import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import type { Store } from '#store/store.ts';

/** Who does it, for the trace. */
const actor = 'test';

/** A tenant without limits that is named after its one domain. */
export async function makeTenant(store: Store, domain: string): Promise<number> {
  const tenant = { actor, name: domain, bytesMax: 0, accountsMax: 0 };
  const { tenantId } = await store.write(createTenant, tenant);
  await store.write(createDomain, { actor, tenantId, name: domain });
  return tenantId;
}

/** @param options.bytesMax The quota in octets, 0 for none. @param options.language As `de`. */
export async function makeAccount(
  store: Store,
  tenantId: number,
  text: string,
  options: { readonly bytesMax?: number; readonly language?: string } = {},
): Promise<number> {
  const { bytesMax = 0, language = 'en' } = options;
  const [localPart = '', domain = ''] = text.split('@');
  const account = { displayName: localPart, language, admin: 0, countMax: 0 } as const;
  const address = { localPart, domain };
  const input = { actor, tenantId, address, ...account, bytesMax };
  return (await store.write(createAccount, input)).accountId;
}

/** `ada@example.test`, alone in her tenant: for tests in which one person is enough. */
export async function makeAda(
  store: Store,
): Promise<{ readonly tenantId: number; readonly accountId: number }> {
  const tenantId = await makeTenant(store, 'example.test');
  return { tenantId, accountId: await makeAccount(store, tenantId, 'ada@example.test') };
}
