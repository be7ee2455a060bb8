import type { Table } from '#store/schema/table.ts';

/** Mail that waits for other servers. One row per message, one per recipient. */
export const queueTables: readonly Table[] = [
  {
    name: 'queue_message',
    // account_id: NULL when no account sent it. blob_id holds one reference.
    columns: `queue_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, account_id BIGINT,
      blob_id BIGINT NOT NULL, size BIGINT NOT NULL, sender TEXT NOT NULL,
      options TEXT NOT NULL, queued_at BIGINT NOT NULL`,
    keyed: false,
    indexes: [
      'CREATE INDEX queue_message_tenant ON queue_message (tenant_id, queue_id)',
      'CREATE INDEX queue_message_blob ON queue_message (blob_id)',
    ],
  },
  {
    name: 'queue_recipient',
    // priority: -9 to 9, 9 first (RFC 6710). last_attempt_at: 0 before the first.
    // destination: what shares connections, src/store/queue-destination.ts; usually the domain.
    // state: src/store/queue-state.ts. options and last_reply: JSON, empty text.
    columns: `queue_id BIGINT NOT NULL, recipient_number BIGINT NOT NULL, address TEXT NOT NULL,
      domain TEXT NOT NULL, options TEXT NOT NULL, state BIGINT NOT NULL, attempts BIGINT NOT NULL,
      next_attempt_at BIGINT NOT NULL, last_reply TEXT NOT NULL,
      priority BIGINT NOT NULL DEFAULT 0, last_attempt_at BIGINT NOT NULL DEFAULT 0,
      destination TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (queue_id, recipient_number)`,
    keyed: true,
    indexes: [
      `CREATE INDEX queue_recipient_order ON queue_recipient
        (state, destination, priority, next_attempt_at)`,
    ],
  },
];
