import type { Table } from '#store/schema/table.ts';

/** Browsers that are signed in, and what signing in asks for besides a password. */
export const webSessionTables: readonly Table[] = [
  {
    name: 'web_session',
    // key_hash: base64url of the SHA-256 of what the cookie holds. credential_id: the password or
    // passkey that opened it. method: 'password', 'code' (a second step) or 'passkey'. stay: 1 for
    // "stay signed in". last_used_at is written seldom. confirmed_at: when the person has last
    // proved who they are.
    columns: `account_id BIGINT NOT NULL, session_id BIGINT NOT NULL, key_hash TEXT NOT NULL,
      credential_id BIGINT NOT NULL, method TEXT NOT NULL, stay BIGINT NOT NULL,
      created_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
      confirmed_at BIGINT NOT NULL, user_agent TEXT NOT NULL, remote_address TEXT NOT NULL,
      PRIMARY KEY (account_id, session_id)`,
    keyed: true,
    indexes: [
      'CREATE UNIQUE INDEX web_session_key ON web_session (key_hash)',
      'CREATE INDEX web_session_expiry ON web_session (expires_at)',
    ],
  },
  {
    name: 'totp',
    // secret: sealed (src/core/auth/totp-step.ts). state: 1 waits for its first code, 2 on.
    // last_step: of the last code that was taken (RFC 6238 §5.2). recovery: a JSON list of hashes.
    columns: `account_id BIGINT NOT NULL PRIMARY KEY, secret BYTEA NOT NULL, state BIGINT NOT NULL,
      last_step BIGINT NOT NULL, recovery TEXT NOT NULL, created_at BIGINT NOT NULL`,
    keyed: false,
    indexes: [],
  },
  {
    name: 'passkey',
    // passkey_id comes from the sequence of credential.credential_id. key_id: base64url, as browsers
    // name it. public_key: COSE. site: the host it is for. transports: a JSON list.
    columns: `account_id BIGINT NOT NULL, passkey_id BIGINT NOT NULL, key_id TEXT NOT NULL,
      public_key BYTEA NOT NULL, counter BIGINT NOT NULL, site TEXT NOT NULL,
      transports TEXT NOT NULL, backed_up BIGINT NOT NULL, name TEXT NOT NULL,
      created_at BIGINT NOT NULL, last_used_at BIGINT,
      PRIMARY KEY (account_id, passkey_id)`,
    keyed: true,
    indexes: ['CREATE UNIQUE INDEX passkey_key ON passkey (key_id)'],
  },
  {
    name: 'used_challenge',
    // What passkeys have signed, until it is over anyway.
    columns: 'challenge TEXT NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL',
    keyed: true,
    indexes: ['CREATE INDEX used_challenge_expiry ON used_challenge (expires_at)'],
  },
  {
    name: 'login_budget',
    // budget_key: a hash of the name and network, or of what else is counted. weight: failures in
    // thousandths at last_at; they fade.
    columns: `budget_key TEXT NOT NULL PRIMARY KEY, weight BIGINT NOT NULL, last_at BIGINT NOT NULL,
      next_at BIGINT NOT NULL`,
    keyed: true,
    indexes: ['CREATE INDEX login_budget_age ON login_budget (last_at)'],
  },
];
