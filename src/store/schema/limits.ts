import type { Table } from '#store/schema/table.ts';

/** How much may be sent, whom accounts have written to, and how each of them usually sends. */
export const limitTables: readonly Table[] = [
  {
    name: 'send_limit',
    // scope_kind: 1 account, 2 domain, 3 tenant. limits: JSON, SetLimits of src/store/send-limits.ts.
    columns: `scope_kind BIGINT NOT NULL, scope_id BIGINT NOT NULL, limits TEXT NOT NULL,
      PRIMARY KEY (scope_kind, scope_id)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'known_recipient',
    // address_hash: 48 bits. last_at: at most a day behind.
    columns: `account_id BIGINT NOT NULL, address_hash BIGINT NOT NULL, first_at BIGINT NOT NULL,
      last_at BIGINT NOT NULL, PRIMARY KEY (account_id, address_hash)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'send_profile',
    // state: src/store/send-profile.ts. told: 1 when people know of the hold. seen: JSON, what was
    // unusual; empty. profile: JSON, integers. known: rows of known_recipient.
    columns: `account_id BIGINT NOT NULL PRIMARY KEY, state BIGINT NOT NULL,
      since BIGINT NOT NULL, told BIGINT NOT NULL, seen TEXT NOT NULL, profile TEXT NOT NULL,
      known BIGINT NOT NULL`,
    keyed: false,
    indexes: [],
  },
];
