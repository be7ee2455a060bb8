import { usageError } from '#app/cli/cli-error.ts';

/** An object's properties without those that are undefined. */
export type Given<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** Leaves out what nobody said. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<Fields>;
}

/** @throws {CliError} When nothing is to change. */
export function needsChange(changes: object, options: string): void {
  if (Object.keys(changes).length > 0) return;
  throw usageError('Nothing was changed', 'No option says what to change', `Say ${options}`);
}
