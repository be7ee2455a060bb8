import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { Statement } from '#store/statement.ts';
import type { Step, Work } from '#store/work.ts';

/** Drives operations on one SQLite connection, keeping each statement prepared. */
export class SqliteSession {
  readonly database: DatabaseSync;
  readonly #rows = new Map<Statement<unknown>, StatementSync>();
  readonly #tables = new Map<Statement<unknown>, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  /** Runs the work to its end, synchronously. */
  drive<T>(work: Work<T>): T {
    let turn = work.next();
    while (turn.done !== true) turn = work.next(this.#answer(turn.value));
    return turn.value;
  }

  #answer(step: Step): unknown {
    if (step.mode === 'table') return this.#table(step.statement).all(...step.values);
    const prepared = this.#row(step.statement);
    if (step.mode === 'run') return Number(prepared.run(...step.values).changes);
    return prepared.all(...step.values);
  }

  #row(statement: Statement<unknown>): StatementSync {
    let prepared = this.#rows.get(statement);
    if (prepared === undefined) {
      prepared = this.database.prepare(statement.sql);
      this.#rows.set(statement, prepared);
    }
    return prepared;
  }

  #table(statement: Statement<unknown>): StatementSync {
    let prepared = this.#tables.get(statement);
    if (prepared === undefined) {
      prepared = this.database.prepare(statement.sql);
      prepared.setReturnArrays(true);
      this.#tables.set(statement, prepared);
    }
    return prepared;
  }
}
