/** What SQL can hold here. Integers are safe JavaScript integers; octets are `Uint8Array`. */
export type Value = number | string | Uint8Array | null;

declare const rowType: unique symbol;

/**
 * One SQL text and the shape of its rows, for both engines.
 *
 * Placeholders are `?1`, `?2`, … (the PostgreSQL driver rewrites them to `$1`, `$2`). Columns get
 * their property names by quoted aliases: `SELECT used_bytes AS "usedBytes"`.
 */
export type Statement<Row> = { readonly sql: string; readonly [rowType]?: Row };

/** Makes a statement. Engines keep the prepared form by identity, so make it once, at module level. */
export function statement<Row = never>(sql: string): Statement<Row> {
  return { sql };
}
