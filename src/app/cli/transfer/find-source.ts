import { createReadStream, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { CliError } from '#app/cli/cli-error.ts';
import { mailboxOfMaildir } from '#app/cli/transfer/maildir-name.ts';
import type { SourceFolder } from '#app/cli/transfer/message.ts';
import { readMaildir } from '#app/cli/transfer/read-maildir.ts';
import { readMbox } from '#app/cli/transfer/read-mbox.ts';

/** Levels of folders looked at: as deep as mailboxes can be. */
const levelsMax = 20;

/** Mailboxes of one source: as many as an account can have. */
const foldersMax = 5_000;

const inbox = 'INBOX';
const maildirParts = new Set(['cur', 'new', 'tmp']);

/**
 * The mailboxes of what was given: an mbox file, a Maildir or Maildir++, or a folder of those, also
 * as Thunderbird keeps them (`Inbox` beside `Inbox.msf`, children in `Inbox.sbd`).
 *
 * @throws {CliError} When nothing of that kind is there.
 */
export async function findSource(path: string): Promise<readonly SourceFolder[]> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return [mboxFolder(inbox, path)];
  const folders: SourceFolder[] = [];
  await walk(path, [], folders);
  if (folders.length > 0) return folders;
  throw new CliError(`Cannot import from ${path}`, {
    why: 'It has neither a Maildir (with cur, new and tmp) nor files that end in .mbox',
    advice: 'Give an mbox file, a Maildir, or a folder of those',
    code: 'source.empty',
  });
}

async function walk(path: string, levels: readonly string[], found: SourceFolder[]): Promise<void> {
  if (levels.length > levelsMax) throw tooMany(`${path} is nested too deeply`);
  if (found.length > foldersMax) throw tooMany(`There are more than ${foldersMax} folders`);
  const name = levels.join('/').normalize('NFC');
  const maildir = isMaildir(path);
  if (maildir) found.push(maildirFolder(name === '' ? inbox : name, path));
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) {
      const next = childLevels(entry.name, maildir);
      if (next !== undefined) await walk(inside, [...levels, ...next], found);
    } else if (isMboxName(inside)) {
      const file = entry.name.replace(/\.mbox$/i, '');
      found.push(mboxFolder([...levels, file].join('/').normalize('NFC'), inside));
    }
  }
}

/** The levels that a folder adds; undefined for one that holds no mailboxes. */
function childLevels(name: string, inMaildir: boolean): readonly string[] | undefined {
  if (inMaildir && maildirParts.has(name)) return undefined;
  if (name.startsWith('.')) return inMaildir ? mailboxOfMaildir(name).split('/') : undefined;
  return [name.replace(/\.sbd$/i, '')];
}

function isMaildir(path: string): boolean {
  return existsSync(join(path, 'cur')) && existsSync(join(path, 'new'));
}

function isMboxName(path: string): boolean {
  return /\.mbox$/i.test(path) || existsSync(`${path}.msf`);
}

function mboxFolder(name: string, path: string): SourceFolder {
  return { name, format: 'mbox', path, messages: () => readMbox(createReadStream(path)) };
}

function maildirFolder(name: string, path: string): SourceFolder {
  return { name, format: 'maildir', path, messages: () => readMaildir(path) };
}

function tooMany(why: string): CliError {
  return new CliError('Cannot import', { why, code: 'source.limit' });
}
