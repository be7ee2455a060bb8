import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The project's root folder. */
export const root = join(import.meta.dirname, '..');

/** Text of every file under `folders` whose name ends in one of `endings`, by path from the root. */
export function readSources(
  folders: readonly string[],
  endings: readonly string[] = ['.ts'],
  base: string = root,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(join(base, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(relative(base, path).split(sep).join('/'), readFileSync(path, 'utf8'));
    }
  }
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

/** Prints findings and sets the exit code: the one way in which every check reports. */
export function report(check: string, findings: readonly string[], checked: number): void {
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  const verdict = findings.length === 0 ? 'ok' : `${findings.length} findings`;
  process.stdout.write(`${check}: ${verdict}, ${checked} files\n`);
  if (checked === 0) process.stdout.write(`${check}: nothing was checked\n`);
  if (findings.length > 0 || checked === 0) process.exitCode = 1;
}
