import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { withLf } from '#app/cli/transfer/line-ends.ts';
import { maildirFolder, maildirInfo, maildirKeywordsMax } from '#app/cli/transfer/maildir-name.ts';
import { forwardedKeyword, type StoredMessage } from '#app/cli/transfer/message.ts';

/** Digits of a UID, so that names sort as UIDs do. */
const uidDigits = 10;

/** Writes a mailbox as a folder of a Maildir++; returns its path. */
export async function writeMaildir(
  target: string,
  { name, keywords }: { readonly name: string; readonly keywords: readonly string[] },
  messages: AsyncIterable<StoredMessage>,
): Promise<string> {
  const path = join(target, maildirFolder(name));
  for (const part of ['cur', 'new', 'tmp']) {
    await mkdir(join(path, part), { recursive: true, mode: 0o700 });
  }
  if (name !== 'INBOX') await writeFile(join(path, 'maildirfolder'), '', { mode: 0o600 });
  const names = keywords.filter((keyword) => keyword !== forwardedKeyword);
  if (names.length > 0) {
    const lines = names.slice(0, maildirKeywordsMax).map((keyword, at) => `${at} ${keyword}\n`);
    await writeFile(join(path, 'dovecot-keywords'), lines.join(''), { mode: 0o600 });
  }
  for await (const message of messages) {
    const octets = withLf(message.octets);
    const seconds = message.receivedAt / 1_000;
    const uid = String(message.uid).padStart(uidDigits, '0');
    const unique = `${Math.floor(seconds)}.U${uid}.postamt,S=${octets.length}`;
    const file = join(path, 'cur', unique + maildirInfo(message.flags, message.keywords, names));
    await writeFile(file, octets, { mode: 0o600, flag: 'wx' });
    await utimes(file, seconds, seconds);
  }
  return path;
}
