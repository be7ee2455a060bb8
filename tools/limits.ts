/**
 * Collects every named limit, time-out and default of src with its reason into docs/reference/limits.md.
 *
 * `node tools/limits.ts` writes the page; `--check` fails when it is stale or a limit says no reason.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isTest, readSources, report, root } from './sources.ts';

/** One named number. */
export type Limit = {
  readonly path: string;
  readonly name: string;
  /** As written: `32 * 1024`. */
  readonly value: string;
  /** Unit and reason, from its docstring; empty when there is none. */
  readonly reason: string;
};

/** Names that bound something; the rest of the constants are grammar or layout, `dayMs` is a unit. */
const limitName = '(?!dayMs\\b)[A-Za-z]*(?:Max|Min|Ms|Default)';

const number = '[\\d][\\d_]*(?: [*+-] [\\w.]+)*';

const constantPattern = new RegExp(
  `(?:^|\\n)(/\\*\\*(?:[^*]|\\*(?!/))*\\*/\\n)?(?:export )?const (${limitName}) = (${number});`,
  'g',
);

const defaultPattern = new RegExp(`\\n  (${limitName}): (${number}),`, 'g');

const fieldPattern = /\n {2}(\/\*\*(?:[^*]|\*(?!\/))*\*\/)\n {2}readonly (\w+): number;/g;

/** The limits of one file: constants, and the values of a `default…` object explained by its type. */
export function limitsOf(path: string, text: string): Limit[] {
  const found: Limit[] = [];
  for (const [, comment = '', name = '', value = ''] of text.matchAll(constantPattern)) {
    found.push({ path, name, value, reason: reasonOf(comment) });
  }
  const start = text.search(/\nexport const default\w*Limits\b/);
  if (start < 0) return found;
  const reasons = new Map(
    [...text.matchAll(fieldPattern)].map(([, comment = '', name = '']) => [
      name,
      reasonOf(comment),
    ]),
  );
  for (const [, name = '', value = ''] of text.slice(start).matchAll(defaultPattern)) {
    found.push({ path, name, value, reason: reasons.get(name) ?? '' });
  }
  return found;
}

/** Limits that do not say their unit and reason. */
export function findUnexplained(limits: readonly Limit[]): string[] {
  return limits
    .filter(({ reason }) => reason === '')
    .map(({ path, name }) => `${path}: ${name} has no docstring with unit and reason`);
}

/** The page docs/reference/limits.md. */
export function renderLimits(limits: readonly Limit[]): string {
  const parts = [
    '# Limits, time-outs and defaults',
    '',
    'Made by `node tools/limits.ts` from the constants and their docstrings. `Ms` are milliseconds; sizes are octets',
    'unless the name says otherwise.',
  ];
  let folder = '';
  for (const limit of limits) {
    const own = limit.path.split('/').slice(1, -1).join('/');
    if (own !== folder) {
      parts.push('', `## ${own}`, '', '| name | value | unit and reason | file |');
      parts.push('| --- | --- | --- | --- |');
    }
    folder = own;
    const file = limit.path.split('/').at(-1) ?? '';
    const reason = limit.reason.replaceAll('|', '\\|');
    parts.push(`| ${limit.name} | ${limit.value.replaceAll('_', ' ')} | ${reason} | ${file} |`);
  }
  return `${parts.join('\n')}\n`;
}

/** The text of a docstring in one line; its first paragraph says unit and reason. */
function reasonOf(comment: string): string {
  const lines = comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim());
  return lines
    .join(' ')
    .replaceAll(/\{@link (\w+)\}/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

if (import.meta.main) {
  const sources = [...readSources(['src'])].filter(([path]) => !isTest(path));
  const limits = sources.flatMap(([path, text]) => limitsOf(path, text));
  const page = renderLimits(limits);
  const target = join(root, 'docs/reference/limits.md');
  const findings = findUnexplained(limits);
  const old = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (old !== page && process.argv.includes('--check')) {
    findings.push('docs/reference/limits.md is stale: run `node tools/limits.ts`');
  } else if (old !== page) {
    writeFileSync(target, page);
  }
  report('limits', findings, sources.length);
}
