import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { type Migration, migrations, schemaVersion } from '#store/migrate/migrations.ts';
import { prepareSchema } from '#store/migrate/prepare-schema.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';

const good: Migration = {
  version: schemaVersion + 1,
  statements: ['CREATE TABLE extra (id INTEGER)', 'INSERT INTO extra VALUES (7)'],
};

/** Works halfway, then fails. */
const bad: Migration = {
  version: schemaVersion + 2,
  statements: ['INSERT INTO extra VALUES (8)', 'INSERT INTO nowhere VALUES (1)'],
};

type Opened = { readonly database: DatabaseSync; readonly folder: string };

/** Runs the proof on a database of the present schema in a folder of its own. */
async function onDatabase(prove: (opened: Opened) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-migrate-'));
  const database = new DatabaseSync(join(folder, 'meta.db'));
  try {
    database.exec('PRAGMA journal_mode=WAL');
    await prepareSchema(database, folder, silentLog);
    await prove({ database, folder });
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function schemaOf(database: DatabaseSync): unknown {
  const version = database.prepare('PRAGMA user_version').get();
  return [version, database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()];
}

function copies(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.includes('before'));
}

test('An older database gets the missing steps, and no copy is left behind', async () => {
  await onDatabase(async ({ database, folder }) => {
    await prepareSchema(database, folder, silentLog, [good]);
    assert.deepEqual({ ...database.prepare('SELECT id FROM extra').get() }, { id: 7 });
    const migrated = schemaOf(database);
    await prepareSchema(database, folder, silentLog, [good]);
    assert.deepEqual(schemaOf(database), migrated);
    assert.deepEqual(copies(folder), []);
  });
});

test('A step that fails is found on a copy; the database stays as it was', async () => {
  await onDatabase(async ({ database, folder }) => {
    const before = schemaOf(database);
    await assert.rejects(
      prepareSchema(database, folder, silentLog, [good, bad]),
      /Cannot bring the database to schema \d+: .*nowhere.*; nothing was changed/,
    );
    assert.deepEqual(schemaOf(database), before);
    assert.equal(database.isTransaction, false);
    assert.deepEqual(copies(folder), []);
  });
});

test('A database of a newer program is refused and left alone', async () => {
  await onDatabase(async ({ database, folder }) => {
    database.exec('PRAGMA user_version = 99');
    const before = schemaOf(database);
    await assert.rejects(
      prepareSchema(database, folder, silentLog),
      /its schema 99 is newer than this program's \d+/,
    );
    assert.deepEqual(schemaOf(database), before);
  });
});

test('A database of schema 1 gets the tables and columns of today', async () => {
  const fresh = new DatabaseSync(':memory:');
  const old = new DatabaseSync(':memory:');
  try {
    for (const sql of createStatements(tables, 'sqlite')) fresh.exec(sql);
    for (const sql of createStatements(tables, 'sqlite')) old.exec(sql);
    undoMigrations(old);
    for (const { statements } of migrations) for (const sql of statements) old.exec(sql);
    assert.deepEqual(columns(old), columns(fresh));
  } finally {
    fresh.close();
    old.close();
  }
});

function columns(database: DatabaseSync): unknown {
  return database
    .prepare(
      `SELECT t.name AS "table", c.name, c.type, c."notnull", c.pk FROM sqlite_schema t,
         pragma_table_info(t.name) c ORDER BY 1, 2`,
    )
    .all();
}

/** Takes back what the migrations add, so that they can be run on what is left. */
function undoMigrations(database: DatabaseSync): void {
  const statements = migrations.flatMap((migration) => migration.statements);
  for (const sql of statements) {
    const [, index] = /^CREATE (?:UNIQUE )?INDEX (\w+)/.exec(sql) ?? [];
    if (index !== undefined) database.exec(`DROP INDEX ${index}`);
  }
  for (const sql of statements) {
    const [, created] = /^CREATE TABLE (\w+)/.exec(sql) ?? [];
    if (created !== undefined) database.exec(`DROP TABLE ${created}`);
    const [, table, column] = /^ALTER TABLE (\w+) ADD COLUMN (\w+)/.exec(sql) ?? [];
    if (table !== undefined && column !== undefined) {
      database.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}
