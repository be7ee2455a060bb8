import { refuse } from '#base/refusal.ts';
import { findDomainOf } from '#store/operations/directory/find-domain.ts';
import type { Tx, Work } from '#store/work.ts';

/**
 * The id of the domain that a domain alias is to repeat. One step only: the target is never an
 * alias itself, so resolving needs no loop.
 *
 * @throws {Refusal} `domain.absent`, `domain.target`.
 */
export function* checkDomainTarget(
  tx: Tx,
  { tenantId, name, target }: { readonly tenantId: number; name: string; target: string },
): Work<number> {
  const domain = yield* findDomainOf(tx, tenantId, target);
  if (domain.targetDomainId !== null || domain.name === name) {
    refuse('domain.target', `Cannot repeat "${target}" under "${name}": it is an alias itself`);
  }
  return domain.domainId;
}
