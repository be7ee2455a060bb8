/**
 * A table of the portable schema. `columns` is the text between the parentheses of CREATE TABLE, in
 * the types BIGINT, TEXT and BYTEA only.
 */
export type Table = {
  readonly name: string;
  readonly columns: string;
  /** True where the primary key is composite: SQLite then stores rows in the key's order (WITHOUT ROWID). */
  readonly keyed: boolean;
  /** Whole CREATE INDEX statements. */
  readonly indexes: readonly string[];
};

export type Dialect = 'sqlite' | 'postgres';

/** The statements that make the tables in an empty database. */
export function createStatements(tables: readonly Table[], dialect: Dialect): string[] {
  return tables.flatMap((table) => [
    `CREATE TABLE ${table.name} (${table.columns})${
      table.keyed && dialect === 'sqlite' ? ' WITHOUT ROWID' : ''
    }`,
    ...table.indexes,
  ]);
}
