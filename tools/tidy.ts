/** Checks what no linter knows of this house: sizes, banned calls, dead files, folder pages. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { importsOf } from './layers.ts';
import { isTest, readSources, report, root } from './sources.ts';

/** Lines in one file; beyond it a file has more than one idea. */
const fileLinesMax = 500;

/** Half of the files stay within this many lines. */
const fileLinesMedianMax = 120;

/** Nine of ten files stay within this many lines. */
const fileLinesNinetiethMax = 350;

type Ban = {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Paths where the call is right. */
  readonly except: RegExp;
};

const bans: readonly Ban[] = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    instead: 'take the time from Clock',
    except: /^src\/base\/clock\.ts$|^web\/shared\/now\.ts$|^(test|tools|bench)\/|\.test\.ts$/,
  },
  {
    pattern: /\bMath\.random\(/,
    instead: 'take chance from Random',
    except: /^src\/base\/random\.ts$/,
  },
  {
    pattern: /\bconsole\./,
    instead: 'use Log, or write to process.stdout in a command',
    except: /^$/,
  },
  {
    pattern: /\bprocess\.env\b/,
    instead: 'read the environment in app and hand the value on',
    except: /^src\/app\/|^(test|tools|bench)\/|\.test\.ts$/,
  },
  { pattern: /\.only\(/, instead: 'run every test', except: /^$/ },
  {
    pattern: /\b(test|it|describe)\.(skip|todo)\(/,
    instead:
      'a skipped test proves nothing: say why with t.skip(reason) where the host lacks a part',
    except: /^$/,
  },
  {
    pattern: /@ts-(ignore|nocheck|expect-error)|oxlint-disable/,
    instead: 'mend the cause',
    except: /^$/,
  },
  {
    pattern:
      /\b(?:margin|padding|border)-(?:left|right)\b|^\s*(?:left|right):|text-align:\s*(?:left|right)|\bfloat:/,
    instead: 'say inline-start or inline-end, for languages from right to left',
    except: /^(?!web\/.*\.css$)/,
  },
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, instead: 'do it, or file an issue', except: /^$/ },
];

/** One line per banned call. The text of this file and of its test is not looked at. */
export function findBannedCalls(sources: ReadonlyMap<string, string>): string[] {
  const findings: string[] = [];
  for (const [path, text] of sources) {
    if (path.startsWith('tools/tidy.')) continue;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      for (const ban of bans) {
        if (ban.except.test(path) || !ban.pattern.test(line)) continue;
        findings.push(`${path}:${index + 1}: ${line.trim().slice(0, 60)}: ${ban.instead}`);
      }
    }
  }
  return findings;
}

/** Files that are longer than allowed, or longer than their exception of old. */
export function findLongFiles(
  sources: ReadonlyMap<string, string>,
  exceptions: Readonly<Record<string, number>>,
): string[] {
  const findings: string[] = [];
  for (const [path, text] of sources) {
    const lines = lineCount(text);
    const allowed = exceptions[path] ?? fileLinesMax;
    if (lines > allowed) findings.push(`${path}: ${lines} lines, allowed ${allowed}; divide it`);
  }
  for (const path of Object.keys(exceptions)) {
    if (!sources.has(path)) findings.push(`tools/tidy.json: ${path} is gone; remove its exception`);
  }
  return findings;
}

/** Whether the files as a whole have the shape that STYLE.md asks for. */
export function findBadShape(sources: ReadonlyMap<string, string>): string[] {
  const sizes = [...sources]
    .filter(([path]) => !isTest(path))
    .map(([, text]) => lineCount(text))
    .toSorted((a, b) => a - b);
  const findings: string[] = [];
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const ninetieth = sizes[Math.floor(sizes.length * 0.9)] ?? 0;
  if (median > fileLinesMedianMax) findings.push(`Median file has ${median} lines`);
  if (ninetieth > fileLinesNinetiethMax) findings.push(`Ninetieth of 100 has ${ninetieth} lines`);
  return findings;
}

/** Files under src that no other file imports and no command starts. */
export function findDeadFiles(
  sources: ReadonlyMap<string, string>,
  entries: ReadonlySet<string>,
): string[] {
  const reached = new Set<string>();
  for (const [path, text] of sources) {
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('#')) reached.add(`src/${specifier.slice(1)}`);
      else if (specifier.startsWith('.')) reached.add(join(path, '..', specifier));
    }
  }
  return [...sources.keys()]
    .filter((path) => path.startsWith('src/') && !isTest(path))
    .filter((path) => !reached.has(path) && !entries.has(path))
    .map((path) => `${path}: nobody imports this file`);
}

/** Folders of src and web without a page that says what lives there, two levels deep. */
export function findFoldersWithoutPage(
  sources: ReadonlyMap<string, string>,
  pages: ReadonlySet<string>,
): string[] {
  const folders = new Set<string>();
  for (const path of sources.keys()) {
    const parts = path.split('/');
    if (parts[0] !== 'src' && parts[0] !== 'web') continue;
    if (parts.length > 2) folders.add(parts.slice(0, 2).join('/'));
    if (parts.length > 3) folders.add(parts.slice(0, 3).join('/'));
  }
  return [...folders]
    .filter((folder) => !pages.has(`${folder}/README.md`))
    .map((folder) => `${folder}: no README.md says what lives here`);
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

type Baseline = {
  /** Files over the limit, with the lines they had when last seen; may only shrink. */
  readonly longFiles: Readonly<Record<string, number>>;
  /** Files that are started, not imported. */
  readonly entries: readonly string[];
};

/** Takes back what an exception no longer needs, so that it can never grow again. */
function tighten(path: string, baseline: Baseline, sources: ReadonlyMap<string, string>): void {
  const longFiles: Record<string, number> = {};
  for (const [file, allowed] of Object.entries(baseline.longFiles)) {
    const lines = lineCount(sources.get(file) ?? '');
    if (lines > fileLinesMax) longFiles[file] = Math.min(lines, allowed);
  }
  // The formatter has its own mind about white space: only a change of content is written.
  if (JSON.stringify(longFiles) === JSON.stringify(baseline.longFiles)) return;
  writeFileSync(path, `${JSON.stringify({ ...baseline, longFiles }, undefined, 2)}\n`);
}

if (import.meta.main) {
  const sources = new Map([
    ...readSources(['src', 'test', 'tools', 'bench']),
    ...readSources(['web/webmail', 'web/shared'], ['.ts', '.tsx', '.css']),
  ]);
  const path = join(root, 'tools/tidy.json');
  const baseline = JSON.parse(readFileSync(path, 'utf8')) as Baseline;
  const pages = new Set(
    [...readSources(['src', 'web/webmail', 'web/shared'], ['README.md']).keys()].filter((page) =>
      existsSync(join(root, page)),
    ),
  );
  const findings = [
    ...findLongFiles(sources, baseline.longFiles),
    ...findBadShape(sources),
    ...findBannedCalls(sources),
    ...findDeadFiles(sources, new Set(baseline.entries)),
    ...findFoldersWithoutPage(sources, pages),
  ];
  if (findings.length === 0) tighten(path, baseline, sources);
  report('tidy', findings, sources.size);
}
