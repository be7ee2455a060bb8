import type { Table } from '#store/schema/table.ts';

/** What other domains ask of those who send to them, and what single domains of ours ask. */
export const transportTables: readonly Table[] = [
  {
    name: 'mta_sts_policy',
    // mx: patterns, one a line. fetched_at: from then on it holds for max_age_seconds.
    columns: `domain TEXT NOT NULL PRIMARY KEY, policy_id TEXT NOT NULL, mode TEXT NOT NULL,
      mx TEXT NOT NULL, max_age_seconds BIGINT NOT NULL, fetched_at BIGINT NOT NULL`,
    keyed: true,
    indexes: ['CREATE INDEX mta_sts_policy_age ON mta_sts_policy (fetched_at)'],
  },
  {
    name: 'own_sts_policy',
    // mx: patterns, one a line; empty: those of the configuration. max_age_seconds: 0 as there.
    columns: `domain TEXT NOT NULL PRIMARY KEY, mode TEXT NOT NULL, mx TEXT NOT NULL,
      max_age_seconds BIGINT NOT NULL, changed_at BIGINT NOT NULL`,
    keyed: true,
    indexes: [],
  },
];
