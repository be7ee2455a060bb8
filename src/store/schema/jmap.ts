import type { Table } from '#store/schema/table.ts';

/** What JMAP needs besides mail: uploads, states of other types, and where clients want to be woken. */
export const jmapTables: readonly Table[] = [
  {
    name: 'upload',
    // type: the media type that the client named, empty for none.
    columns: `account_id BIGINT NOT NULL, upload_id BIGINT NOT NULL, blob_id BIGINT NOT NULL,
      type TEXT NOT NULL, size BIGINT NOT NULL, created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL, PRIMARY KEY (account_id, upload_id)`,
    keyed: true,
    indexes: [
      'CREATE INDEX upload_expires ON upload (expires_at)',
      'CREATE INDEX upload_blob ON upload (blob_id)',
    ],
  },
  {
    name: 'push_subscription',
    // state, code and the rest: src/store/push-subscription.ts.
    columns: `account_id BIGINT NOT NULL, subscription_id BIGINT NOT NULL,
      credential_id BIGINT NOT NULL, web_session_id BIGINT NOT NULL,
      device_client_id TEXT NOT NULL, url TEXT NOT NULL, public_key BYTEA NOT NULL,
      secret BYTEA NOT NULL, code TEXT NOT NULL, state BIGINT NOT NULL, types TEXT NOT NULL,
      expires_at BIGINT NOT NULL, created_at BIGINT NOT NULL, pushed_modseq BIGINT NOT NULL,
      PRIMARY KEY (account_id, subscription_id)`,
    keyed: true,
    indexes: ['CREATE INDEX push_subscription_expires ON push_subscription (expires_at)'],
  },
  {
    name: 'object_state',
    // Counts the changes of types that the account's modseq does not cover, as Identity.
    columns: `account_id BIGINT NOT NULL, type TEXT NOT NULL, counter BIGINT NOT NULL,
      PRIMARY KEY (account_id, type)`,
    keyed: true,
    indexes: [],
  },
];
