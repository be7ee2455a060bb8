import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Statement } from '#store/statement.ts';
import type { Step, Work } from '#store/work.ts';

type Prepared = { readonly sqlite: StatementSync; readonly writes: boolean };

/** Drives operations on one SQLite connection, keeping each statement prepared. */
export class SqliteSession {
  readonly database: DatabaseSync;
  /** True once a statement ran that can change rows; set it back to watch one operation. */
  wrote = false;
  readonly #begin: StatementSync;
  readonly #beginWriting: StatementSync;
  readonly #commit: StatementSync;
  readonly #rows = new Map<Statement<unknown>, Prepared>();
  readonly #tables = new Map<Statement<unknown>, Prepared>();

  constructor(database: DatabaseSync) {
    this.database = database;
    this.#begin = database.prepare('BEGIN');
    this.#beginWriting = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
  }

  /** Begins a transaction that writes. */
  begin(): void {
    this.#beginWriting.run();
  }

  commit(): void {
    this.#commit.run();
  }

  /** Ends a transaction that failed, if the failure has left one. */
  rollback(): void {
    if (this.database.isTransaction) this.database.exec('ROLLBACK');
  }

  /** Runs work that only reads, all of it on one snapshot. */
  read<T>(work: Work<T>): T {
    this.#begin.run();
    try {
      return this.drive(work);
    } finally {
      this.#commit.run();
    }
  }

  /** Runs the work to its end, synchronously. */
  drive<T>(work: Work<T>): T {
    let turn = work.next();
    while (turn.done !== true) turn = work.next(this.#answer(turn.value));
    return turn.value;
  }

  #answer(step: Step): unknown {
    const bulk = step.mode === 'table';
    const { sqlite, writes } = this.#prepare(step.statement, bulk);
    if (writes) this.wrote = true;
    if (step.mode === 'run') return Number(sqlite.run(...step.values).changes);
    return sqlite.all(...step.values);
  }

  #prepare(statement: Statement<unknown>, bulk: boolean): Prepared {
    const known = bulk ? this.#tables : this.#rows;
    let prepared = known.get(statement);
    if (prepared === undefined) {
      const sqlite = this.database.prepare(statement.sql);
      if (bulk) sqlite.setReturnArrays(true);
      prepared = { sqlite, writes: !/^\s*SELECT\b/i.test(statement.sql) };
      known.set(statement, prepared);
    }
    return prepared;
  }
}
