import { refuse } from '#base/refusal.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type DomainRow = {
  readonly domainId: number;
  readonly tenantId: number;
  readonly name: string;
  /** The domain whose addresses this one repeats, if it is a domain alias. */
  readonly targetDomainId: number | null;
  readonly state: number;
  readonly createdAt: number;
};

export const domainColumns = `domain.domain_id AS "domainId", domain.tenant_id AS "tenantId",
  domain.name AS "name", domain.target_domain_id AS "targetDomainId", domain.state AS "state",
  domain.created_at AS "createdAt"`;

const selectDomain = statement<DomainRow>(`SELECT ${domainColumns} FROM domain WHERE name = ?1`);

export function* maybeDomain(tx: Tx, name: string): Work<DomainRow | undefined> {
  return yield* tx.maybe(selectDomain, name);
}

/** @throws {Refusal} `domain.absent`. */
export function* findDomain(tx: Tx, name: string): Work<DomainRow> {
  return (yield* maybeDomain(tx, name)) ?? refuse('domain.absent', `There is no domain "${name}"`);
}

/**
 * The domain as its tenant sees it.
 *
 * @throws {Refusal} `domain.absent`, also when it is another tenant's: nobody learns of it.
 */
export function* findDomainOf(tx: Tx, tenantId: number, name: string): Work<DomainRow> {
  const domain = yield* findDomain(tx, name);
  if (domain.tenantId !== tenantId) refuse('domain.absent', `There is no domain "${name}"`);
  return domain;
}
