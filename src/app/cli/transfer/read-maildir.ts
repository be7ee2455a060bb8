import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { withCrlf } from '#app/cli/transfer/line-ends.ts';
import { readMaildirInfo } from '#app/cli/transfer/maildir-name.ts';
import { isKeyword } from '#app/cli/transfer/mbox-status.ts';
import { type LeftOut, messageOctetsMax, type SourceMessage } from '#app/cli/transfer/message.ts';

const keywordLine = /^(\d{1,2}) (\S+)$/;

/**
 * The messages of one Maildir folder, oldest first: those in `cur` with the flags of their names,
 * those in `new` without any. The file's time is when the message was received.
 */
export async function* readMaildir(path: string): AsyncGenerator<SourceMessage | LeftOut, void> {
  const keywordNames = await readKeywordNames(join(path, 'dovecot-keywords'));
  for (const { folder, name } of await listFiles(path)) {
    const file = join(path, folder, name);
    const facts = await stat(file);
    if (!facts.isFile()) continue;
    if (facts.size > messageOctetsMax) {
      yield { leftOut: `${file} has ${facts.size} octets, which is too long` };
      continue;
    }
    const info =
      folder === 'cur' ? readMaildirInfo(name, keywordNames) : { flags: 0, keywords: [] };
    yield {
      octets: withCrlf(await readFile(file)),
      ...info,
      receivedAt: Math.round(facts.mtimeMs),
    };
  }
}

type MaildirFile = { readonly folder: 'cur' | 'new'; readonly name: string };

async function listFiles(path: string): Promise<readonly MaildirFile[]> {
  const files: MaildirFile[] = [];
  for (const folder of ['cur', 'new'] as const) {
    const names = await readdir(join(path, folder)).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    files.push(...names.filter((name) => !name.startsWith('.')).map((name) => ({ folder, name })));
  }
  return files.toSorted((one, other) => compareNames(one.name, other.name));
}

/** Names start with the second in which the message came. */
function compareNames(one: string, other: string): number {
  const seconds = Number.parseInt(one, 10) - Number.parseInt(other, 10);
  if (seconds !== 0 && !Number.isNaN(seconds)) return seconds;
  return one < other ? -1 : Number(one > other);
}

/** `dovecot-keywords`: a number and a name on each line. */
async function readKeywordNames(file: string): Promise<readonly (string | undefined)[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const names: (string | undefined)[] = [];
  for (const line of text.split('\n')) {
    const [, number = '', name = ''] = keywordLine.exec(line) ?? [];
    if (isKeyword(name)) names[Number(number)] = name;
  }
  return names;
}
