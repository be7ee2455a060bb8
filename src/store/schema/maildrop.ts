import type { Table } from '#store/schema/table.ts';

/** Who holds an account's maildrop: one POP3 session at a time, over all threads and hosts. */
export const maildropTables: readonly Table[] = [
  {
    name: 'maildrop_lease',
    columns: `
      account_id BIGINT NOT NULL PRIMARY KEY,
      holder TEXT NOT NULL,
      expires_at BIGINT NOT NULL`,
    keyed: false,
    indexes: [],
  },
];
