import type { Table } from '#store/schema/table.ts';

/** What happened to each message on its way, from the first octet to the folder. */
export const traceTables: readonly Table[] = [
  {
    name: 'trace',
    // recipients and steps: JSON lists. trace_id: opaque text made by core.
    columns: `trace_id TEXT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, at BIGINT NOT NULL,
      sender TEXT NOT NULL, recipients TEXT NOT NULL, message_id_header TEXT NOT NULL,
      steps TEXT NOT NULL`,
    keyed: false,
    indexes: ['CREATE INDEX trace_tenant ON trace (tenant_id, at)'],
  },
];
