import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '#base/clock.ts';
import { openStore } from '#store/engine/open-store.ts';
import { openPostgresStore } from '#store/postgres/open-postgres-store.ts';
import type { Store } from '#store/store.ts';
import { type PostgresCluster, startPostgres } from '#test/contract/postgres-cluster.ts';

/** An empty store of some engine. */
export type OpenedStore = { readonly store: Store; readonly close: () => Promise<void> };

export type Engine = {
  readonly name: string;
  readonly open: (clock: Clock) => Promise<OpenedStore>;
};

let cluster: PostgresCluster | undefined;

/** Every engine that a store can have; each must pass the same contract. */
export const engines: readonly Engine[] = [
  { name: 'SQLite', open: openSqlite },
  { name: 'PostgreSQL', open: openPostgres },
];

/** Stops what the engines needed. */
export function stopEngines(): void {
  cluster?.stop();
  cluster = undefined;
}

async function openSqlite(clock: Clock): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-contract-'));
  const store = await openStore({ folder, clock, lowWaterBytes: 0 });
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, close };
}

async function openPostgres(clock: Clock): Promise<OpenedStore> {
  cluster ??= startPostgres();
  const url = cluster.makeDatabase();
  const store = await openPostgresStore({ url, clock, spoolFolder: tmpdir() });
  return { store, close: () => store.close() };
}
