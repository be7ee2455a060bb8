import type { Table } from '#store/schema/table.ts';

/** What programs send over HTTP: keys that keep a retry from sending twice, and templates. */
export const sendingTables: readonly Table[] = [
  {
    name: 'send_key',
    // state: src/store/operations/sending/send-keys.ts. trace_id: of the attempt that holds the key.
    // request_hash: SHA-256 in hex. response: JSON; empty while the attempt runs.
    columns: `account_id BIGINT NOT NULL, send_key TEXT NOT NULL, request_hash TEXT NOT NULL,
      trace_id TEXT NOT NULL, state BIGINT NOT NULL, response TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (account_id, send_key)`,
    keyed: true,
    indexes: ['CREATE INDEX send_key_age ON send_key (at)'],
  },
  {
    name: 'mail_template',
    // account_id: 0 for all of the tenant. locale: a language tag. text, html: empty for none.
    columns: `tenant_id BIGINT NOT NULL, account_id BIGINT NOT NULL, name TEXT NOT NULL,
      locale TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL,
      changed_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, account_id, name, locale)`,
    keyed: true,
    indexes: [],
  },
];
