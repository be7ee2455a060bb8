import fs from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

import type { Log } from '#base/log.ts';
import { type Migration, migrations, schemaVersion } from '#store/migrate/migrations.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';

/**
 * Brings meta.db to the schema of this program: an empty database gets all tables, an older one its
 * missing steps, first on a copy. The copy stays until the steps succeeded on the real one.
 *
 * @throws {Error} When the database is newer than the program, or a step fails; nothing is changed.
 */
export async function prepareSchema(
  database: DatabaseSync,
  folder: string,
  log: Log,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const wanted = steps.at(-1)?.version ?? schemaVersion;
  const version = versionOf(database);
  if (version === wanted) return;
  if (version > wanted) {
    throw new Error(
      `Cannot open ${folder}: its schema ${version} is newer than this program's ${wanted}; ` +
        'install the newer Postamt again, or restore a backup made by this one',
    );
  }
  if (version === 0) {
    transaction(database, wanted, createStatements(tables, 'sqlite'));
    return;
  }
  const missing = steps.filter((step) => step.version > version);
  const copyPath = `${folder}/meta.db.before-${wanted}`;
  await preflight(database, copyPath, missing, wanted);
  log.info('Migrating the database', { from: version, to: wanted, copy: copyPath });
  for (const step of missing) transaction(database, step.version, step.statements);
  fs.rmSync(copyPath);
}

/** Tries the steps on a copy of the copy, so that the copy stays as the database was. */
async function preflight(
  database: DatabaseSync,
  copyPath: string,
  missing: readonly Migration[],
  wanted: number,
): Promise<void> {
  const trialPath = `${copyPath}.trial`;
  await backup(database, copyPath);
  fs.copyFileSync(copyPath, trialPath);
  const trial = new DatabaseSync(trialPath);
  try {
    for (const step of missing) transaction(trial, step.version, step.statements);
    const result = trial.prepare('PRAGMA quick_check').get()?.['quick_check'];
    if (result !== 'ok') throw new Error(`The database is damaged: ${String(result)}`);
  } catch (error) {
    fs.rmSync(copyPath);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot bring the database to schema ${wanted}: ${why}; nothing was changed, run the ` +
        'earlier Postamt and report this',
      { cause: error },
    );
  } finally {
    trial.close();
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${trialPath}${suffix}`, { force: true });
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function transaction(database: DatabaseSync, version: number, statements: readonly string[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const sql of statements) database.exec(sql);
    database.exec(`PRAGMA user_version = ${version}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
