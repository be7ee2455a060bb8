import type { Table } from '#store/schema/table.ts';

/** Browsers that are signed in. */
export const webSessionTables: readonly Table[] = [
  {
    name: 'web_session',
    // key_hash: base64url of the SHA-256 of what the cookie holds. credential_id: the password or
    // passkey that opened it. method: 'password', 'code' (a second step) or 'passkey'. stay: 1 for
    // "stay signed in". last_used_at is written seldom.
    columns: `account_id BIGINT NOT NULL, session_id BIGINT NOT NULL, key_hash TEXT NOT NULL,
      credential_id BIGINT NOT NULL, method TEXT NOT NULL, stay BIGINT NOT NULL,
      created_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
      user_agent TEXT NOT NULL, remote_address TEXT NOT NULL,
      PRIMARY KEY (account_id, session_id)`,
    keyed: true,
    indexes: [
      'CREATE UNIQUE INDEX web_session_key ON web_session (key_hash)',
      'CREATE INDEX web_session_expiry ON web_session (expires_at)',
    ],
  },
];
