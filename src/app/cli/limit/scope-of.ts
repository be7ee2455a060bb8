import { usageError } from '#app/cli/cli-error.ts';
import { accountOf, domainOf, tenantOf } from '#app/cli/look-up.ts';
import type { LimitedScope } from '#core/limits/limits-in-force.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** Whose limits a command is about, and how that is called. */
export type NamedScope = LimitedScope & { readonly name: string };

/** What the argument of these commands means. */
export const scopeAbout = 'an account, as ada@example.org, or a domain';

/** The option beside it. */
export const tenantAbout = 'the limits of a whole tenant';

/**
 * An account by its address, a domain by its name, or the tenant of the option.
 *
 * @throws {Refusal} `account.absent`, `domain.absent`, `tenant.absent`.
 * @throws {CliError} When none is said, or two.
 */
export async function scopeOf(
  store: Store,
  name: string | undefined,
  tenant: string | undefined,
): Promise<NamedScope> {
  if ((name === undefined) === (tenant === undefined)) {
    const why = name === undefined ? 'Nobody is named' : 'Two are named';
    throw usageError('Whose limits?', why, 'Say an address, a domain, or --tenant NAME');
  }
  if (name === undefined) {
    const found = await tenantOf(store, tenant);
    return { kind: sendScopeKind.tenant, id: found.tenantId, name: found.name };
  }
  if (name.includes('@')) {
    const { accountId: id, address } = await accountOf(store, name);
    return { kind: sendScopeKind.account, id, name: address };
  }
  const domain = await domainOf(store, name);
  return { kind: sendScopeKind.domain, id: domain.domainId, name: domain.name };
}
