import type { Table } from '#store/schema/table.ts';

/**
 * Where message bodies are (docs/internals/segments.md).
 *
 * `segment.state`: 0 takes frames, 1 sealed. `engine_state` holds one row: up to where the segment
 * file was known to be synced when the row was written, and the next blob id.
 */
export const blobTables: readonly Table[] = [
  {
    name: 'blob',
    columns: `blob_id BIGINT NOT NULL PRIMARY KEY, tenant_id BIGINT NOT NULL,
      segment BIGINT NOT NULL, blob_offset BIGINT NOT NULL, stored_length BIGINT NOT NULL,
      length BIGINT NOT NULL, reference_count BIGINT NOT NULL, sha256 BYTEA NOT NULL`,
    keyed: true,
    indexes: ['CREATE INDEX blob_segment ON blob (segment, blob_offset)'],
  },
  {
    name: 'segment',
    columns: `segment BIGINT NOT NULL PRIMARY KEY, state BIGINT NOT NULL, bytes BIGINT NOT NULL,
      dead_bytes BIGINT NOT NULL, dead_since BIGINT NOT NULL, sealed_at BIGINT NOT NULL,
      sha256 BYTEA`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'engine_state',
    columns: `id BIGINT NOT NULL PRIMARY KEY, mark_segment BIGINT NOT NULL,
      mark_offset BIGINT NOT NULL, next_blob_id BIGINT NOT NULL`,
    keyed: true,
    indexes: [],
  },
];
