import type { Table } from '#store/schema/table.ts';

/** Who wants to hear what became of an application's mail, and what they are to be told. */
export const webhookTables: readonly Table[] = [
  {
    name: 'webhook',
    // events: a JSON list of kinds. secret: sealed (src/core/webhooks). disabled_why: empty while
    // it is enabled. failing_since, rest_until: 0 for not. pending: events that wait; dropped:
    // those that were too many. former_secret signs too until former_until; empty without one.
    columns: `account_id BIGINT NOT NULL, webhook_id BIGINT NOT NULL, tenant_id BIGINT NOT NULL,
      url TEXT NOT NULL, events TEXT NOT NULL, secret BYTEA NOT NULL,
      former_secret BYTEA NOT NULL, former_until BIGINT NOT NULL,
      allow_private BIGINT NOT NULL, enabled BIGINT NOT NULL, disabled_why TEXT NOT NULL,
      created_at BIGINT NOT NULL, failing_since BIGINT NOT NULL, failures BIGINT NOT NULL,
      rest_until BIGINT NOT NULL, pending BIGINT NOT NULL, dropped BIGINT NOT NULL,
      PRIMARY KEY (account_id, webhook_id)`,
    keyed: true,
    indexes: [
      'CREATE INDEX webhook_number ON webhook (webhook_id)',
      'CREATE INDEX webhook_tenant ON webhook (tenant_id, webhook_id)',
    ],
  },
  {
    name: 'webhook_event',
    // kind and state: src/store/webhook-event.ts. payload: the body that is sent. last_status: the
    // HTTP status of the last answer, 0 for none.
    columns: `account_id BIGINT NOT NULL, event_id BIGINT NOT NULL, webhook_id BIGINT NOT NULL,
      kind TEXT NOT NULL, payload TEXT NOT NULL, state BIGINT NOT NULL, attempts BIGINT NOT NULL,
      due_at BIGINT NOT NULL, created_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
      last_status BIGINT NOT NULL, last_answer TEXT NOT NULL,
      PRIMARY KEY (account_id, event_id)`,
    keyed: true,
    indexes: [
      // The place of the next event without a sort, also where thousands are due at once.
      `CREATE INDEX webhook_event_due ON webhook_event (webhook_id, state, due_at, event_id)`,
      'CREATE INDEX webhook_event_age ON webhook_event (state, created_at)',
    ],
  },
];
