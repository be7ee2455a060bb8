import type { Table } from '#store/schema/table.ts';

/** Ways out that are not the recipients' own mail servers, and addresses to come from. */
export const relayTables: readonly Table[] = [
  {
    name: 'smart_host',
    // tenant_id 0, empty domains: for all. tls: none, opportunistic, starttls, implicit.
    // password: sealed (src/core/secrets); empty without a login.
    columns: `smart_host_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL,
      sender_domain TEXT NOT NULL, recipient_domain TEXT NOT NULL, host TEXT NOT NULL,
      port BIGINT NOT NULL, tls TEXT NOT NULL, username TEXT NOT NULL, password BYTEA NOT NULL,
      created_at BIGINT NOT NULL`,
    keyed: false,
    indexes: [
      `CREATE UNIQUE INDEX smart_host_scope
        ON smart_host (tenant_id, sender_domain, recipient_domain)`,
    ],
  },
  {
    name: 'source_address',
    // Of the domain in the envelope sender; empty where the system chooses.
    columns: `domain TEXT NOT NULL PRIMARY KEY, ipv4 TEXT NOT NULL, ipv6 TEXT NOT NULL,
      host_name TEXT NOT NULL`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'destination_rule',
    // Milliseconds; 0 for what is usual.
    columns: `domain TEXT NOT NULL PRIMARY KEY, connections_max BIGINT NOT NULL,
      retry_ms BIGINT NOT NULL, expiry_ms BIGINT NOT NULL`,
    keyed: true,
    indexes: [],
  },
];
