import { readOperation, writeOperation } from '#store/operation.ts';
import { findDomain, maybeDomain } from '#store/operations/directory/find-domain.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What was decided for one domain of ours; what is empty or 0 is as the configuration says. */
export type OwnStsPolicyRow = {
  readonly mode: string;
  /** Patterns, one a line. */
  readonly mx: string;
  readonly maxAgeSeconds: number;
};

const selectPolicy = statement<OwnStsPolicyRow>(`
  SELECT mode AS "mode", mx AS "mx", max_age_seconds AS "maxAgeSeconds"
  FROM own_sts_policy WHERE domain = ?1`);
const upsert = statement(`
  INSERT INTO own_sts_policy (domain, mode, mx, max_age_seconds, changed_at)
  VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (domain) DO UPDATE SET mode = excluded.mode, mx = excluded.mx,
    max_age_seconds = excluded.max_age_seconds, changed_at = excluded.changed_at`);
const remove = statement('DELETE FROM own_sts_policy WHERE domain = ?1');

/** Whether mail of a domain is received here, also under an alias; and what was decided for it. */
export const findOwnStsPolicy = readOperation(
  'findOwnStsPolicy',
  function* (
    tx,
    { domain }: { readonly domain: string },
  ): Work<{ readonly ours: boolean; readonly row: OwnStsPolicyRow | undefined }> {
    const ours = (yield* maybeDomain(tx, domain)) !== undefined;
    return { ours, row: ours ? yield* tx.maybe(selectPolicy, domain) : undefined };
  },
);

export type SetOwnStsPolicyInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly domain: string;
  /** Undefined: as the configuration says again. */
  readonly policy: OwnStsPolicyRow | undefined;
};

/** Decides for one domain. @throws {Refusal} `domain.absent`. */
export const setOwnStsPolicy = writeOperation(
  'setOwnStsPolicy',
  function* (tx, { actor, domain, policy }: SetOwnStsPolicyInput): Work<void> {
    const { tenantId } = yield* findDomain(tx, domain);
    if (policy === undefined) yield* tx.run(remove, domain);
    else {
      const { mode, mx, maxAgeSeconds } = policy;
      yield* tx.run(upsert, domain, mode, mx, maxAgeSeconds, tx.now);
    }
    const detail = policy ?? { mode: 'default' };
    yield* recordChange(tx, { tenantId, actor, action: 'domain.mta-sts', target: domain, detail });
  },
);

/** With the domain goes what was decided for it. */
export function* dropOwnStsPolicy(tx: Tx, domain: string): Work<void> {
  yield* tx.run(remove, domain);
}
