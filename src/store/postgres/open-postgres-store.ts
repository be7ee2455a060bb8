import type { PoolClient } from 'pg';

import { type Clock, systemClock } from '#base/clock.ts';
import { type Log, silentLog } from '#base/log.ts';
import { MemoryBodies } from '#store/postgres/memory-bodies.ts';
import { PostgresStore } from '#store/postgres/postgres-store.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';

/** Connections of one process: more only make transactions stand in each other's way. */
const connectionsMax = 8;

/** Chosen once; keeps two processes from making the tables at the same time. */
const schemaLock = 7_012_020;

export type PostgresOptions = {
  /** `postgres://user@host:port/database`, or with `?host=/folder` for a socket. */
  readonly url: string;
  readonly spoolFolder: string;
  readonly clock?: Clock;
  readonly log?: Log;
};

/**
 * Opens a store in a database, making its tables when it is empty.
 *
 * @throws {Error} When the database does not sort text by octets.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<PostgresStore> {
  const { url, spoolFolder, clock = systemClock, log = silentLog } = options;
  // Imported on first use: whoever runs the embedded engine never loads it.
  const { Pool } = await import('pg');
  const pool = new Pool({ connectionString: url, max: connectionsMax });
  pool.on('error', (error) => log.warn('Lost an idle connection to PostgreSQL', { error }));
  try {
    const client = await pool.connect();
    try {
      await prepare(client);
      const first = await nextBlobId(client);
      return new PostgresStore({ pool, bodies: new MemoryBodies(first), clock, spoolFolder });
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function prepare(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ collation: string }>(
    'SELECT datcollate AS collation FROM pg_database WHERE datname = current_database()',
  );
  const collation = rows[0]?.collation ?? '';
  if (!/^(C|POSIX|C\.UTF-?8)$/i.test(collation)) {
    throw new Error(
      `Cannot use a database that sorts by "${collation}": ` +
        "create it with TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
    );
  }
  await client.query('BEGIN');
  await client.query(`SELECT pg_advisory_xact_lock(${schemaLock})`);
  const found = await client.query("SELECT to_regclass('account') AS table_name");
  if (found.rows[0]?.table_name === null) {
    for (const sql of createStatements(tables, 'postgres')) await client.query(sql);
  }
  await client.query('COMMIT');
}

async function nextBlobId(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ last: string }>(
    'SELECT COALESCE(MAX(blob_id), 0) AS last FROM blob',
  );
  return Number(rows[0]?.last ?? 0) + 1;
}
