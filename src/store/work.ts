import type { BlobPlace } from '#store/blob.ts';
import type { Statement, Value } from '#store/statement.ts';

/** One request of an operation to its engine. `table` answers rows as arrays, for bulk reads. */
export type Step = {
  readonly mode: 'rows' | 'table' | 'run';
  readonly statement: Statement<unknown>;
  readonly values: readonly Value[];
};

/**
 * The body of an operation: yields {@link Step}s, receives their answers, returns `T`. The SQLite
 * engine drives it synchronously, the PostgreSQL engine asynchronously.
 */
export type Work<T> = Generator<Step, T, unknown>;

/** Tells listeners that something of an account changed; a hint, never the only way to know. */
export type ChangeHint = {
  readonly accountId: number;
  readonly modseq: number;
  /** Mailboxes whose entries or attributes changed. */
  readonly mailboxIds: readonly number[];
};

/** What an operation has to work with, inside one transaction. */
export class Tx {
  /** Milliseconds since the epoch; the same for all statements of the operation. */
  readonly now: number;
  /** Where the engine put the bodies handed in with the operation, in their order. */
  readonly blobs: readonly BlobPlace[];
  /** Published after the commit. */
  readonly hints: ChangeHint[] = [];

  constructor(now: number, blobs: readonly BlobPlace[] = []) {
    this.now = now;
    this.blobs = blobs;
  }

  /** All rows, as objects. */
  *all<Row>(statement: Statement<Row>, ...values: Value[]): Work<Row[]> {
    return (yield { mode: 'rows', statement, values }) as Row[];
  }

  /** The first row, if there is one. */
  *maybe<Row>(statement: Statement<Row>, ...values: Value[]): Work<Row | undefined> {
    return ((yield { mode: 'rows', statement, values }) as Row[])[0];
  }

  /** The row that must be there. @throws {Error} A bug, when it is not. */
  *one<Row>(statement: Statement<Row>, ...values: Value[]): Work<Row> {
    const row = ((yield { mode: 'rows', statement, values }) as Row[])[0];
    if (row === undefined) throw new Error(`No row: ${statement.sql}`);
    return row;
  }

  /** All rows, as arrays in the order of the columns; `Row` is a tuple. */
  *table<Row extends readonly Value[]>(statement: Statement<Row>, ...values: Value[]): Work<Row[]> {
    return (yield { mode: 'table', statement, values }) as Row[];
  }

  /** Changes rows; returns how many. */
  *run(statement: Statement<never>, ...values: Value[]): Work<number> {
    return (yield { mode: 'run', statement, values }) as number;
  }

  /** Publishes a hint after the commit. */
  changed(hint: ChangeHint): void {
    this.hints.push(hint);
  }
}
