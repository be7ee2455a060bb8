import { readFileSync } from 'node:fs';

import { usageError } from '#app/cli/cli-error.ts';

/** The text of a file that an option names; empty without one. @throws {CliError} */
export function fileText(path: string | undefined): string {
  if (path === undefined) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : 'It cannot be read';
    throw usageError(`Cannot read "${path}"`, why, 'Name a file that is there');
  }
}
