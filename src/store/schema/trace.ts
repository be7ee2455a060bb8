import type { Table } from '#store/schema/table.ts';

/** What traces are found by; came with schema 2. */
export const traceKeyTables: readonly Table[] = [
  {
    name: 'trace_key',
    // day_hash: the trace's day and a hash of a sender, a recipient, a Message-ID, an account or a
    // status (trace-keys.ts). day_ms: milliseconds of the trace in its day; several of a moment are
    // told apart by what is in them. Narrow, as there are about five of them for each trace.
    columns: `tenant_id BIGINT NOT NULL, day_hash BIGINT NOT NULL, day_ms BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, day_hash, day_ms)`,
    keyed: true,
    indexes: [],
  },
];

/** What happened to each message on its way, from the first octet to the folder. */
export const traceTables: readonly Table[] = [
  {
    name: 'trace',
    // trace_id: opaque text made by core. recipients: a JSON list. accounts:
    // src/store/operations/trace/insert-trace.ts. steps: pack-steps.ts. status: src/store/trace-status.ts.
    columns: `trace_id TEXT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL, at BIGINT NOT NULL,
      sender TEXT NOT NULL, recipients TEXT NOT NULL, message_id_header TEXT NOT NULL,
      steps TEXT NOT NULL, status BIGINT NOT NULL DEFAULT 0, accounts TEXT NOT NULL DEFAULT ''`,
    keyed: false,
    indexes: ['CREATE INDEX trace_tenant ON trace (tenant_id, at)'],
  },
  ...traceKeyTables,
];
