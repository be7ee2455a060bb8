import type { DatabaseSync } from 'node:sqlite';

import type { Finding } from '#store/check/finding.ts';

/** Problems that SQLite reports of one database. */
const problemsMax = 100;

/** SQLite's own check of a whole file: pages, indexes, NOT NULL and UNIQUE. */
export function checkDatabase(database: DatabaseSync, name: string): Finding[] {
  const finding = (problem: string): Finding => ({ kind: 'database', where: name, problem });
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${problemsMax})`).all();
    const texts = rows.map((row) => String(row['integrity_check']));
    return texts.filter((text) => text !== 'ok').map(finding);
  } catch (error) {
    return [finding(error instanceof Error ? error.message : String(error))];
  }
}
