import type { Table } from '#store/schema/table.ts';

/** Keys that sign for domains (RFC 6376 §3.1). */
export const dkimTables: readonly Table[] = [
  {
    name: 'dkim_key',
    // stream: '' for the domain itself, else the name of an application. private_key: PKCS #8,
    // sealed (src/core/secrets); empty once removed. public_key: the octets of p=.
    // state: src/store/dkim-key-state.ts. missing_since: when its record was first not seen in the
    // DNS any more; told_at: when people heard of that. Times are 0 until then.
    columns: `dkim_key_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL,
      domain TEXT NOT NULL, stream TEXT NOT NULL, selector TEXT NOT NULL, algorithm TEXT NOT NULL,
      private_key BYTEA NOT NULL, public_key BYTEA NOT NULL, state BIGINT NOT NULL,
      created_at BIGINT NOT NULL, active_at BIGINT NOT NULL, retired_at BIGINT NOT NULL,
      removed_at BIGINT NOT NULL, missing_since BIGINT NOT NULL, told_at BIGINT NOT NULL`,
    keyed: false,
    indexes: ['CREATE UNIQUE INDEX dkim_key_selector ON dkim_key (domain, selector)'],
  },
];
