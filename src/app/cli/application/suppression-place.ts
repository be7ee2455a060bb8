import { applicationOf } from '#app/cli/application/application-of.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import type { Store } from '#store/store.ts';

/** Which list is meant. */
export type PlaceOptions = { readonly tenant?: string; readonly application?: string };

/** A list, and what people call it: an application's, or its tenant's for all of them. */
export async function suppressionPlace(
  store: Store,
  { tenant, application }: PlaceOptions,
): Promise<{ readonly tenantId: number; readonly accountId: number; readonly list: string }> {
  if (application !== undefined) {
    const { tenantId, accountId, name } = await applicationOf(store, application, tenant);
    return { tenantId, accountId, list: `the application "${name}"` };
  }
  const { tenantId, name } = await tenantOf(store, tenant);
  return { tenantId, accountId: 0, list: `all applications of "${name}"` };
}
