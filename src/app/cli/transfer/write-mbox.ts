import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { latin1, withLf } from '#app/cli/transfer/line-ends.ts';
import { statusFields } from '#app/cli/transfer/mbox-status.ts';
import type { StoredMessage } from '#app/cli/transfer/message.ts';

const returnPath = /^return-path:\s*<([^<>\s]+)>/im;
const days = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Writes a mailbox as `NAME.mbox`, levels as folders; returns the file's path. */
export async function writeMbox(
  target: string,
  name: string,
  messages: AsyncIterable<StoredMessage>,
): Promise<string> {
  const path = `${join(target, ...name.split('/'))}.mbox`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const message of messages) await file.writeFile(mboxEntry(message));
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

/** A message as an mbox has it (RFC 4155 §2): separator, status, mboxrd quoting, LF, blank line. */
export function mboxEntry({ octets, flags, keywords, receivedAt }: StoredMessage): Uint8Array {
  const text = latin1(withLf(octets));
  const sender = returnPath.exec(text.slice(0, text.indexOf('\n\n')))?.[1] ?? 'MAILER-DAEMON';
  const quoted = text.replaceAll(/(^|\n)(>*From )/g, '$1>$2');
  const end = quoted.endsWith('\n') ? '\n' : '\n\n';
  const head = `From ${sender} ${asctime(receivedAt)}\n${statusFields(flags, keywords)}`;
  return Buffer.from(head + quoted + end, 'latin1');
}

/** `Thu Jan  1 00:00:00 2026`, in UTC. */
function asctime(ms: number): string {
  const at = new Date(ms);
  const day = String(at.getUTCDate()).padStart(2);
  const time = at.toISOString().slice(11, 19);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${day} ${time} ${at.getUTCFullYear()}`;
}
