/**
 * Collects the RFC citations of code and tests into docs/reference/rfc.md, and checks rfc/index.tsv.
 *
 * `node tools/rfc.ts` writes the page; `--check` fails when it is stale or a claim is not carried.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isTest, readSources, report, root } from './sources.ts';

/** Where a section is cited, once per file. */
export type Citation = { readonly rfc: number; readonly section: string; readonly path: string };

/** A line of rfc/index.tsv: what we say of an RFC. */
export type Claim = {
  readonly rfc: number;
  readonly status: string;
  readonly title: string;
  readonly note: string;
};

const citationPattern =
  /RFC (\d{3,5})(?: §(\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)((?:,? §\d+(?:\.\d+)*)*))?/g;

/** Every citation in the text; further sections may follow the first (`RFC 9051 §9, §4.1.1`). */
export function citationsOf(path: string, text: string): Citation[] {
  const found = new Map<string, Citation>();
  for (const match of text.matchAll(citationPattern)) {
    const further = [...(match[3] ?? '').matchAll(/§([\d.]+)/g)].map((each) => each[1] ?? '');
    for (const section of [match[2] ?? '', ...further]) {
      found.set(`${match[1]} ${section}`, { rfc: Number(match[1]), section, path });
    }
  }
  return [...found.values()];
}

export function parseIndex(text: string): Claim[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [rfc = '', status = '', title = '', note = ''] = line.split('\t');
      return { rfc: Number(rfc), status, title, note };
    });
}

/** Claims without their proof, and RFCs that are cited but not in the index. */
export function findFalseClaims(
  claims: readonly Claim[],
  citations: readonly Citation[],
): string[] {
  const findings: string[] = [];
  const listed = new Set(claims.map((claim) => claim.rfc));
  for (const claim of claims) {
    if (!['yes', 'partial', 'no'].includes(claim.status)) {
      findings.push(`rfc/index.tsv: RFC ${claim.rfc} has status "${claim.status}"`);
    }
    if (claim.status !== 'yes') continue;
    const own = citations.filter((citation) => citation.rfc === claim.rfc);
    if (!own.some((citation) => !isTest(citation.path))) {
      findings.push(`rfc/index.tsv: RFC ${claim.rfc} is claimed, but no code cites it`);
    }
    if (!own.some((citation) => isTest(citation.path))) {
      findings.push(`rfc/index.tsv: RFC ${claim.rfc} is claimed, but no test cites it`);
    }
  }
  for (const rfc of new Set(citations.map((citation) => citation.rfc))) {
    if (!listed.has(rfc)) findings.push(`rfc/index.tsv: RFC ${rfc} is cited, but not listed`);
  }
  return findings;
}

/** The page docs/reference/rfc.md. */
export function renderPage(claims: readonly Claim[], citations: readonly Citation[]): string {
  const parts = [
    '# RFCs',
    '',
    'Made by `node tools/rfc.ts` from the citations in code and tests. What we say of each RFC is in',
    '`rfc/index.tsv`. A section that code cites and no test does is marked **untested**.',
    '',
  ];
  for (const claim of claims.toSorted((a, b) => a.rfc - b.rfc)) {
    const own = citations.filter((citation) => citation.rfc === claim.rfc);
    parts.push(`## RFC ${claim.rfc}: ${claim.title}`, '');
    parts.push(`Supported: ${claim.status}${claim.note === '' ? '' : ` (${claim.note})`}`, '');
    if (own.length > 0) parts.push(...renderSections(own), '');
  }
  return parts.join('\n');
}

function renderSections(citations: readonly Citation[]): string[] {
  const sections = [...new Set(citations.map((citation) => citation.section))];
  const rows = sections.toSorted(compareSections).map((section) => {
    const paths = citations.filter((citation) => citation.section === section);
    const code = paths.filter(({ path }) => !isTest(path)).map(({ path }) => `\`${path}\``);
    const tests = paths.filter(({ path }) => isTest(path)).map(({ path }) => `\`${path}\``);
    const proof = tests.length === 0 ? '**untested**' : tests.join(' ');
    return `| ${section === '' ? 'whole' : section} | ${code.join(' ')} | ${proof} |`;
  });
  return ['| section | code | tests |', '| --- | --- | --- |', ...rows];
}

function compareSections(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

if (import.meta.main) {
  const sources = readSources(['src', 'test'], ['.ts', '.md']);
  const pages = [...sources].filter(([path]) => !path.endsWith('README.md'));
  const citations = pages.flatMap(([path, text]) => citationsOf(path, text));
  const claims = parseIndex(readFileSync(join(root, 'rfc/index.tsv'), 'utf8'));
  const page = renderPage(claims, citations);
  const target = join(root, 'docs/reference/rfc.md');
  const findings = findFalseClaims(claims, citations);
  const old = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (old !== page && process.argv.includes('--check')) {
    findings.push('docs/reference/rfc.md is stale: run `node tools/rfc.ts`');
  } else if (old !== page) {
    writeFileSync(target, page);
  }
  report('rfc', findings, sources.size);
}
