import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** A policy as it was fetched (RFC 8461 §3.2). */
export type StsPolicyRow = {
  /** A-labels in lower case. */
  readonly domain: string;
  /** Of the TXT record. */
  readonly policyId: string;
  readonly mode: string;
  /** Patterns, one a line. */
  readonly mx: string;
  readonly maxAgeSeconds: number;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
};

const upsert = statement(`
  INSERT INTO mta_sts_policy (domain, policy_id, mode, mx, max_age_seconds, fetched_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT (domain) DO UPDATE SET policy_id = excluded.policy_id, mode = excluded.mode,
    mx = excluded.mx, max_age_seconds = excluded.max_age_seconds, fetched_at = excluded.fetched_at`);
const count = statement<{ count: number }>('SELECT COUNT(*) AS "count" FROM mta_sts_policy');
const dropOldest = statement(`
  DELETE FROM mta_sts_policy WHERE domain IN (
    SELECT domain FROM mta_sts_policy WHERE domain <> ?1 ORDER BY fetched_at, domain LIMIT ?2)`);

/** Keeps a domain's policy in place of the one before; of `rowsMax` others the oldest goes. */
export const keepStsPolicy = writeOperation(
  'keepStsPolicy',
  function* (
    tx,
    { policy, rowsMax }: { readonly policy: StsPolicyRow; readonly rowsMax: number },
  ): Work<void> {
    const { domain, policyId, mode, mx, maxAgeSeconds, fetchedAt } = policy;
    yield* tx.run(upsert, domain, policyId, mode, mx, maxAgeSeconds, fetchedAt);
    const rows = yield* tx.one(count);
    const excess = rows.count - rowsMax;
    if (excess > 0) yield* tx.run(dropOldest, domain, excess);
  },
);
