import type { Table } from '#store/schema/table.ts';

/**
 * Who receives mail here, and how they prove who they are.
 *
 * `state` is 1 active, 2 disabled, 3 removed (src/store/directory-state.ts). 0 in a `*_max` column
 * means unlimited. Domain names are A-labels in lower case; local parts are in lower case, NFC.
 */
export const directoryTables: readonly Table[] = [
  {
    name: 'counter',
    columns: 'name TEXT NOT NULL PRIMARY KEY, next BIGINT NOT NULL',
    keyed: false,
    indexes: [],
  },
  {
    name: 'setting',
    columns: 'name TEXT NOT NULL PRIMARY KEY, value BYTEA NOT NULL',
    keyed: false,
    indexes: [],
  },
  {
    name: 'tenant',
    columns: `tenant_id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,
      bytes_max BIGINT NOT NULL, accounts_max BIGINT NOT NULL,
      used_bytes BIGINT NOT NULL, state BIGINT NOT NULL, created_at BIGINT NOT NULL`,
    keyed: false,
    indexes: ['CREATE UNIQUE INDEX tenant_name ON tenant (name)'],
  },
  {
    name: 'domain',
    columns: `domain_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, name TEXT NOT NULL,
      target_domain_id BIGINT, state BIGINT NOT NULL, created_at BIGINT NOT NULL`,
    keyed: false,
    indexes: [
      'CREATE UNIQUE INDEX domain_name ON domain (name)',
      'CREATE INDEX domain_tenant ON domain (tenant_id)',
      'CREATE INDEX domain_target ON domain (target_domain_id)',
    ],
  },
  {
    name: 'address',
    // kind: 1 account, 2 alias, 3 group. The local part `*` is the catch-all.
    columns: `domain_id BIGINT NOT NULL, local_part TEXT NOT NULL, kind BIGINT NOT NULL,
      account_id BIGINT, alias_id BIGINT, PRIMARY KEY (domain_id, local_part)`,
    keyed: true,
    indexes: [
      'CREATE INDEX address_local_part ON address (local_part)',
      'CREATE INDEX address_account ON address (account_id)',
      'CREATE INDEX address_alias ON address (alias_id)',
    ],
  },
  {
    name: 'alias',
    columns: `alias_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL,
      kind BIGINT NOT NULL, name TEXT NOT NULL`,
    keyed: false,
    indexes: ['CREATE INDEX alias_tenant ON alias (tenant_id)'],
  },
  {
    name: 'alias_target',
    columns: `alias_id BIGINT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (alias_id, target)`,
    keyed: true,
    indexes: ['CREATE INDEX alias_target_target ON alias_target (target)'],
  },
  {
    name: 'account',
    // modseq to gone_floor belong to the mail operations; admin: 0 no, 1 of the tenant, 2 of the server.
    // time_zone: as 'Europe/Berlin', empty for what the browser has.
    columns: `account_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL,
      address TEXT NOT NULL, display_name TEXT NOT NULL, language TEXT NOT NULL,
      admin BIGINT NOT NULL, state BIGINT NOT NULL, created_at BIGINT NOT NULL, removed_at BIGINT,
      modseq BIGINT NOT NULL, message_next BIGINT NOT NULL, mailbox_next BIGINT NOT NULL,
      uid_validity_next BIGINT NOT NULL, used_bytes BIGINT NOT NULL, used_count BIGINT NOT NULL,
      bytes_max BIGINT NOT NULL, count_max BIGINT NOT NULL, gone_floor BIGINT NOT NULL,
      time_zone TEXT NOT NULL DEFAULT ''`,
    keyed: false,
    indexes: [
      'CREATE INDEX account_tenant ON account (tenant_id, state)',
      'CREATE INDEX account_address ON account (address)',
    ],
  },
  {
    name: 'credential',
    // kind: 1 password, 2 app password. scopes: JSON list, empty for every protocol.
    columns: `account_id BIGINT NOT NULL, credential_id BIGINT NOT NULL, kind BIGINT NOT NULL,
      name TEXT NOT NULL, hash TEXT NOT NULL, scram TEXT NOT NULL, scopes TEXT NOT NULL,
      created_at BIGINT NOT NULL, last_used_at BIGINT, last_used_address TEXT, expires_at BIGINT,
      PRIMARY KEY (account_id, credential_id)`,
    keyed: true,
    indexes: ['CREATE INDEX credential_token ON credential (hash) WHERE kind = 2'],
  },
  {
    name: 'audit',
    columns: `audit_id BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, tenant_id BIGINT NOT NULL,
      actor TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL`,
    keyed: false,
    indexes: ['CREATE INDEX audit_tenant ON audit (tenant_id, at)'],
  },
];
