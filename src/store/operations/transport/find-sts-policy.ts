import { readOperation } from '#store/operation.ts';
import type { StsPolicyRow } from '#store/operations/transport/keep-sts-policy.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectPolicy = statement<StsPolicyRow>(`
  SELECT domain AS "domain", policy_id AS "policyId", mode AS "mode", mx AS "mx",
    max_age_seconds AS "maxAgeSeconds", fetched_at AS "fetchedAt"
  FROM mta_sts_policy WHERE domain = ?1`);

/** The policy that was kept of a domain, also when its time is over. */
export const findStsPolicy = readOperation(
  'findStsPolicy',
  function* (tx, { domain }: { readonly domain: string }): Work<StsPolicyRow | undefined> {
    return yield* tx.maybe(selectPolicy, domain);
  },
);
