import type { PoolClient } from 'pg';

import { parserFor } from '#store/postgres/column-parsers.ts';
import { postgresText } from '#store/postgres/placeholders.ts';
import type { Statement } from '#store/statement.ts';
import type { Step, Work } from '#store/work.ts';

type Prepared = { readonly name: string; readonly text: string };

const types = { getTypeParser: parserFor };

/** Drives operations over connections; each connection prepares a statement once, by its name. */
export class PostgresSession {
  readonly #prepared = new Map<Statement<unknown>, Prepared>();

  /** Runs the work to its end on a connection that is in a transaction. */
  async drive<T>(client: PoolClient, work: Work<T>): Promise<T> {
    let turn = work.next();
    while (turn.done !== true) turn = work.next(await this.#answer(client, turn.value));
    return turn.value;
  }

  async #answer(client: PoolClient, { mode, statement, values }: Step): Promise<unknown> {
    const query = { ...this.#prepare(statement), values: [...values], types };
    if (mode === 'table') return (await client.query({ ...query, rowMode: 'array' })).rows;
    const result = await client.query(query);
    return mode === 'run' ? (result.rowCount ?? 0) : result.rows;
  }

  #prepare(statement: Statement<unknown>): Prepared {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      const name = `s${this.#prepared.size}`;
      prepared = { name, text: postgresText(statement.sql) };
      this.#prepared.set(statement, prepared);
    }
    return prepared;
  }
}
