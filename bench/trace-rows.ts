/** What traces cost SQLite, in octets and in time, in memory: `node bench/trace-rows.ts [messages]`. */
import { DatabaseSync } from 'node:sqlite';

import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { writeOperation } from '#store/operation.ts';
import { appendTrace } from '#store/operations/trace/append-trace.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import { Tx } from '#store/work.ts';
import { traceOfMail, traceOfTry, triesOfSubmission, type Way } from '#test/stage/traced-mail.ts';

const messages = Number(process.argv[2] ?? 100_000);

/** Octets of a page, as in `meta.db`. */
const pageOctets = 8_192;

/** Operations in one transaction, as a busy group commit has. */
const batch = 100;

/** Milliseconds between two messages, and from one try to the next. */
const betweenMs = 20;
const retryMs = 300_000;

const addSteps = writeOperation('bench.addSteps', appendTrace);

function session(): SqliteSession {
  const opened = new SqliteSession(new DatabaseSync(':memory:'));
  opened.database.exec(`PRAGMA page_size = ${pageOctets}`);
  for (const sql of createStatements(tables, 'sqlite')) opened.database.exec(sql);
  return opened;
}

/** Runs one way through a fresh database, and says what it came to. */
function measure(way: Way, tries: number): void {
  const opened = session();
  const begin = 1_790_000_000_000;
  const spent = { insert: 0n, append: 0n };
  const timed = (kind: keyof typeof spent, count: number, run: (index: number) => void): void => {
    for (let from = 0; from < count; from += batch) {
      const before = process.hrtime.bigint();
      opened.database.exec('BEGIN');
      for (let index = from; index < Math.min(count, from + batch); index++) run(index);
      opened.database.exec('COMMIT');
      spent[kind] += process.hrtime.bigint() - before;
    }
  };
  const lag = Math.ceil(retryMs / betweenMs);
  const insert = (index: number): void => {
    const now = begin + index * betweenMs;
    const draft = drafts[index % batch];
    if (draft === undefined) return;
    opened.drive(recordTrace.body(new Tx(now, []), draft));
  };
  let drafts: ReturnType<typeof traceOfMail>[] = [];
  const add = (index: number, number: number): void => {
    if (index < 0 || index >= messages) return;
    const at = begin + index * betweenMs + 100 + number * retryMs;
    opened.drive(addSteps.body(new Tx(at, []), traceOfTry(index, number, at)));
  };
  for (let from = 0; from < messages + tries * lag; from += batch) {
    const here = Array.from({ length: batch }, (_, at) => from + at);
    drafts = here.map((index) => traceOfMail(way, index, begin + index * betweenMs));
    if (from < messages) timed('insert', batch, (index) => insert(from + index));
    for (let number = 0; number < tries; number++) {
      timed('append', batch, (index) => add(from - number * lag + index, number));
    }
  }
  report(opened.database, `${way}, ${tries} tries`, spent, tries);
}

function report(
  database: DatabaseSync,
  name: string,
  spent: { readonly insert: bigint; readonly append: bigint },
  tries: number,
): void {
  const rows = database
    .prepare(
      "SELECT name, SUM(pgsize) AS octets, SUM(unused) AS unused FROM dbstat WHERE name LIKE '%trace%' GROUP BY name",
    )
    .all();
  let total = 0;
  process.stdout.write(`${name}\n`);
  for (const row of rows) {
    total += Number(row.octets);
    const octets = (Number(row.octets) / messages).toFixed(1);
    const unused = (Number(row.unused) / messages).toFixed(1);
    process.stdout.write(
      `  ${String(row.name).padEnd(30)} ${octets.padStart(7)} octets, ${unused} of them unused\n`,
    );
  }
  const append = tries === 0 ? '' : `, a try ${micros(spent.append, messages * tries)} µs`;
  process.stdout.write(
    `  ${(total / messages).toFixed(0)} octets each; insert ${micros(spent.insert, messages)} µs${append}\n`,
  );
}

function micros(ns: bigint, count: number): string {
  return (Number(ns) / 1_000 / count).toFixed(1);
}

measure('local', 0);
measure('refused', 0);
measure('submission', triesOfSubmission);
