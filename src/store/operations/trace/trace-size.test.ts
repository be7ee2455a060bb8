import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { writeOperation } from '#store/operation.ts';
import { appendTrace } from '#store/operations/trace/append-trace.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { createStatements } from '#store/schema/table.ts';
import { traceTables } from '#store/schema/trace.ts';
import { Tx } from '#store/work.ts';
import { traceOfMail, traceOfTry, triesOfSubmission, type Way } from '#test/stage/traced-mail.ts';

const addSteps = writeOperation('test.addSteps', appendTrace);
const messages = 2_000;
const begin = 1_790_000_000_000;

/** Octets of the tables and indexes for each message. */
function octetsOf(way: Way, tries: number): number {
  const session = new SqliteSession(new DatabaseSync(':memory:'));
  session.database.exec('PRAGMA page_size = 8192');
  for (const sql of createStatements(traceTables, 'sqlite')) session.database.exec(sql);
  session.database.exec('BEGIN');
  for (let index = 0; index < messages; index++) {
    const at = begin + index * 1_000;
    session.drive(recordTrace.body(new Tx(at, []), traceOfMail(way, index, at)));
    for (let number = 0; number < tries; number++) {
      const then = at + 100 + number * 300_000;
      session.drive(addSteps.body(new Tx(then, []), traceOfTry(index, number, then)));
    }
  }
  session.database.exec('COMMIT');
  const sum = session.database.prepare(
    "SELECT SUM(pgsize) AS octets FROM dbstat WHERE name LIKE '%trace%'",
  );
  const octets = Number(sum.get()?.octets) / messages;
  session.database.close();
  return octets;
}

test('A trace takes little room: three tries included, 600 octets with all indexes', () => {
  const submission = octetsOf('submission', triesOfSubmission);
  assert.ok(submission <= 600, `${submission}`);
  const [local, refused] = [octetsOf('local', 0), octetsOf('refused', 0)];
  assert.ok(local <= 460 && refused <= 510, `${local}, ${refused}`);
});
