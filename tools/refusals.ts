/**
 * Lists the refusal codes of core and store, and what each protocol says for them, in
 * docs/reference/refusals.md.
 *
 * `node tools/refusals.ts` writes the page; `--check` fails when it is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Refusal } from '#base/refusal.ts';
import { refusalSetError } from '#session/http/jmap/refusal-error.ts';
import { refusalProblem } from '#session/http/refusal-problem.ts';
import { refusalReply as imapReply } from '#session/imap/refusal-reply.ts';
import { refusalReply as pop3Reply } from '#session/pop3/refusal-reply.ts';
import { refusalReply as smtpReply } from '#session/smtp/refusal-reply.ts';

import { isTest, readSources, report, root } from './sources.ts';

type Say = (code: string) => string;

/** What each protocol tells its peer. */
const protocols: Readonly<Record<string, Say>> = {
  SMTP: (code) => smtpReply(new Refusal(code)).join(' '),
  IMAP: (code) => imapReply(new Refusal(code)),
  POP3: (code) => `-ERR ${pop3Reply(new Refusal(code))}`,
  HTTP: (code) => {
    const { status, title } = refusalProblem(new Refusal(code));
    return `${status} ${title}`;
  },
  JMAP: (code) => refusalSetError(new Refusal(code)).type,
};

/** No refusal has this code: a protocol answers it as all that its table does not name. */
const unlistedCode = 'unlisted';

const codePattern =
  /(?:\brefuse(?:<[^>]*>)?\(|\bnew Refusal\(|\||RefusalCode =)\s*'([a-z]+\.[a-z-]+)'/g;

/** Codes that the text refuses with or names in a union. */
export function refusalCodesOf(text: string): string[] {
  return [...text.matchAll(codePattern)].map((match) => match[1] ?? '');
}

/** The page docs/reference/refusals.md. */
export function renderRefusals(
  codes: Iterable<string>,
  says: Readonly<Record<string, Say>> = protocols,
): string {
  const names = Object.keys(says);
  const row = (title: string, told: (say: Say) => string): string =>
    `| ${[title, ...Object.values(says).map(told)].join(' | ')} |`;
  return [
    '# Refusals',
    '',
    'Made by `node tools/refusals.ts` from the code: why something is refused, and how each protocol says so. The code is',
    'what log and command line show. A dash is a refusal that the protocol does not name: it cannot arise there, or is',
    'answered as "all others".',
    '',
    `| code | ${names.join(' | ')} |`,
    `| --- |${' --- |'.repeat(names.length)}`,
    ...[...new Set(codes)]
      .toSorted()
      .map((code) =>
        row(`\`${code}\``, (say) => (say(code) === say(unlistedCode) ? '–' : say(code))),
      ),
    row('all others', (say) => say(unlistedCode)),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const sources = [...readSources(['src'])].filter(([path]) => !isTest(path));
  const page = renderRefusals(sources.flatMap(([, text]) => refusalCodesOf(text)));
  const target = join(root, 'docs/reference/refusals.md');
  const old = existsSync(target) ? readFileSync(target, 'utf8') : '';
  const findings: string[] = [];
  if (old !== page && process.argv.includes('--check')) {
    findings.push('docs/reference/refusals.md is stale: run `node tools/refusals.ts`');
  } else if (old !== page) {
    writeFileSync(target, page);
  }
  report('refusals', findings, sources.length);
}
