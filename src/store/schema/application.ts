import type { Table } from '#store/schema/table.ts';

/** Accounts that only submit, whom they do not write to any more, and how much everybody sends. */
export const applicationTables: readonly Table[] = [
  {
    name: 'application',
    // from_addresses, networks: JSON lists. limits: JSON, src/store/send-limits.ts. mail_to: whoever
    // gets what is sent to its address, empty where that is refused. dkim_stream: empty for the domain's.
    columns: `account_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, name TEXT NOT NULL,
      kind TEXT NOT NULL, from_addresses TEXT NOT NULL, networks TEXT NOT NULL,
      limits TEXT NOT NULL, mail_to TEXT NOT NULL, dkim_stream TEXT NOT NULL,
      created_at BIGINT NOT NULL`,
    keyed: false,
    indexes: ['CREATE INDEX application_tenant ON application (tenant_id, name)'],
  },
  {
    name: 'application_event',
    // What became of each attempt; the newest ones only. trace_id: empty without a message.
    columns: `account_id BIGINT NOT NULL, event_id BIGINT NOT NULL, at BIGINT NOT NULL,
      outcome TEXT NOT NULL, stage TEXT NOT NULL, remote_address TEXT NOT NULL,
      trace_id TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (account_id, event_id)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'suppression',
    // account_id: 0 for the whole tenant. reason: hard-bounce, complaint or manual.
    columns: `account_id BIGINT NOT NULL, tenant_id BIGINT NOT NULL, address TEXT NOT NULL,
      reason TEXT NOT NULL, evidence TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT,
      PRIMARY KEY (account_id, tenant_id, address)`,
    keyed: true,
    indexes: ['CREATE INDEX suppression_expiry ON suppression (expires_at)'],
  },
  {
    name: 'send_count',
    // scope_kind: 1 account, 2 domain, 3 tenant. strangers: never written to before. window_ms: length of the window that began at started_at.
    columns: `scope_kind BIGINT NOT NULL, scope_id BIGINT NOT NULL, window_ms BIGINT NOT NULL,
      started_at BIGINT NOT NULL, messages BIGINT NOT NULL, recipients BIGINT NOT NULL,
      strangers BIGINT NOT NULL,
      PRIMARY KEY (scope_kind, scope_id, window_ms, started_at)`,
    keyed: true,
    indexes: ['CREATE INDEX send_count_age ON send_count (window_ms, started_at)'],
  },
];
