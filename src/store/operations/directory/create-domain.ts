import { refuse } from '#base/refusal.ts';
import { directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { checkDomainTarget } from '#store/operations/directory/check-domain-target.ts';
import { maybeDomain } from '#store/operations/directory/find-domain.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';

const insertDomain = statement(`
  INSERT INTO domain (domain_id, tenant_id, name, target_domain_id, state, created_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`);

export type CreateDomainInput = {
  readonly actor: string;
  readonly tenantId: number;
  /** A-labels in lower case (core/directory/domain-name.ts). */
  readonly name: string;
  /** Makes a domain alias: every address of the target is reached under this name too. */
  readonly target?: string;
};

/** Makes a domain. @throws {Refusal} `tenant.absent`, `domain.exists`, `domain.target`. */
export const createDomain = writeOperation(
  'createDomain',
  function* (tx, { actor, tenantId, name, target }: CreateDomainInput) {
    yield* findTenant(tx, tenantId);
    if ((yield* maybeDomain(tx, name)) !== undefined) {
      refuse('domain.exists', `The domain "${name}" is here already`);
    }
    const targetId =
      target === undefined ? null : yield* checkDomainTarget(tx, { tenantId, name, target });
    const domainId = yield* takeId(tx, 'domain');
    yield* tx.run(insertDomain, domainId, tenantId, name, targetId, directoryState.active, tx.now);
    const detail = target === undefined ? {} : { target };
    yield* recordChange(tx, { tenantId, actor, action: 'domain.create', target: name, detail });
    return { domainId };
  },
);
