import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type AliasRow = {
  readonly aliasId: number;
  readonly tenantId: number;
  /** Name of the alias's tenant. */
  readonly tenant: string;
  /** The address, `*@domain` for the catch-all. */
  readonly name: string;
  /** 2 alias, 3 group. */
  readonly kind: number;
};

export type AliasSummary = AliasRow & { readonly targets: readonly string[] };

const columns = `alias.alias_id AS "aliasId", alias.tenant_id AS "tenantId",
  tenant.name AS "tenant", alias.name AS "name", alias.kind AS "kind"`;
const from = `FROM alias JOIN tenant ON tenant.tenant_id = alias.tenant_id
  JOIN address ON address.alias_id = alias.alias_id
  JOIN domain ON domain.domain_id = address.domain_id`;

const selectAliases = statement<AliasRow>(`
  SELECT ${columns} ${from}
  WHERE (alias.tenant_id = ?1 OR ?1 = 0) AND (domain.name = ?2 OR ?2 = '')
    AND (alias.name = ?3 OR ?3 = '')
    AND (?4 = '' OR EXISTS (SELECT 1 FROM alias_target
      WHERE alias_target.alias_id = alias.alias_id AND alias_target.target = ?4))
  ORDER BY domain.name, address.local_part`);
const selectTargets = statement<{ target: string }>(
  'SELECT target AS "target" FROM alias_target WHERE alias_id = ?1 ORDER BY target',
);

export type ListAliasesInput = {
  /** Of this tenant only; 0 for all. */
  readonly tenantId?: number;
  readonly domain?: string;
  readonly name?: string;
  /** Those that lead to this address. */
  readonly target?: string;
};

/** Aliases, groups and catch-alls with where they lead, by domain and local part. */
export const listAliases = readOperation(
  'listAliases',
  function* (tx, input: ListAliasesInput): Work<AliasSummary[]> {
    const { tenantId = 0, domain = '', name = '', target = '' } = input;
    const rows = yield* tx.all(selectAliases, tenantId, domain, name, target);
    const aliases: AliasSummary[] = [];
    for (const row of rows) {
      const targets = yield* tx.all(selectTargets, row.aliasId);
      aliases.push({ ...row, targets: targets.map((one) => one.target) });
    }
    return aliases;
  },
);
