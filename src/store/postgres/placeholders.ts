/** A statement's text as PostgreSQL wants it: `$1` for `?1`, outside of quotes. */
export function postgresText(sql: string): string {
  return sql.replaceAll(/'[^']*'|"[^"]*"|\?(\d+)/g, (piece, number: string | undefined) =>
    number === undefined ? piece : `$${number}`,
  );
}
