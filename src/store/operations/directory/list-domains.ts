import { readOperation } from '#store/operation.ts';
import { type DomainRow, domainColumns } from '#store/operations/directory/find-domain.ts';
import { statement } from '#store/statement.ts';

export type DomainSummary = DomainRow & {
  /** Name of the domain's tenant. */
  readonly tenant: string;
  /** Name of the domain that this one repeats, if it is a domain alias. */
  readonly target: string | null;
  /** Addresses of accounts, and of aliases, groups and the catch-all. */
  readonly accounts: number;
  readonly aliases: number;
};

const selectDomains = statement<DomainSummary>(`
  SELECT ${domainColumns}, tenant.name AS "tenant", target.name AS "target",
    (SELECT COUNT(*) FROM address
      WHERE address.domain_id = domain.domain_id AND address.kind = 1) AS "accounts",
    (SELECT COUNT(*) FROM address
      WHERE address.domain_id = domain.domain_id AND address.kind > 1) AS "aliases"
  FROM domain JOIN tenant ON tenant.tenant_id = domain.tenant_id
  LEFT JOIN domain target ON target.domain_id = domain.target_domain_id
  WHERE (domain.tenant_id = ?1 OR ?1 = 0) AND (domain.name = ?2 OR ?2 = '')
  ORDER BY domain.name`);

export type ListDomainsInput = {
  /** Of this tenant only; 0 for all. */
  readonly tenantId?: number;
  /** The one of this name. */
  readonly name?: string;
};

/** Domains by name, with the number of their addresses. */
export const listDomains = readOperation(
  'listDomains',
  function* (tx, { tenantId = 0, name = '' }: ListDomainsInput) {
    return yield* tx.all(selectDomains, tenantId, name);
  },
);
