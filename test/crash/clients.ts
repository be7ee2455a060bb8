import { ImapBench } from '../../bench/client/imap.ts';
import { LineClient } from '../../bench/client/line-client.ts';
import { benchDomain, benchPassword } from '#app/demo/people.ts';
import type { Entry, Mailbox, Promises } from '#test/crash/promises.ts';

/** A message with an id of its own; some octets more than a page, so that it tears. */
function message(id: string, random: () => number): string {
  const text = `${'x'.repeat(70)}\r\n`.repeat(1 + Math.floor(random() * 150));
  return `From: a@remote.test\r\nSubject: kill\r\nMessage-ID: <${id}>\r\n\r\n${text}`;
}

export function addressOf(account: number): string {
  return `u${account}@${benchDomain}`;
}

/** Sends messages by SMTP until the connection breaks; notes each 250 after a dot. */
export async function sendUntilKilled(
  port: number,
  account: number,
  work: { readonly promises: Promises; readonly prefix: string; readonly random: () => number },
): Promise<void> {
  const { promises, prefix, random } = work;
  const client = await LineClient.open(port);
  const expect = async (code: string): Promise<void> => {
    for (;;) {
      const line = await client.line();
      if (!line.startsWith(code)) throw new Error(line);
      if (line[3] === ' ') return;
    }
  };
  await expect('220');
  client.write('EHLO client.test\r\n');
  await expect('250');
  for (let number = 0; ; number++) {
    const id = `${prefix}.${number}@client.test`;
    client.write(`MAIL FROM:<a@remote.test>\r\nRCPT TO:<${addressOf(account)}>\r\nDATA\r\n`);
    for (const code of ['250', '250', '354']) await expect(code);
    client.write(`${message(id, random)}.\r\n`);
    await expect('250');
    promises.accepted.add(id);
  }
}

/** Appends, flags and expunges by IMAP until the connection breaks; notes each OK. */
export async function editUntilKilled(
  port: number,
  account: number,
  work: { readonly promises: Promises; readonly prefix: string; readonly random: () => number },
): Promise<void> {
  const { promises, prefix, random } = work;
  const imap = await ImapBench.open(port, addressOf(account), benchPassword);
  await imap.command('SELECT INBOX');
  for (let number = 0; ; number++) {
    const id = `${prefix}.${number}@client.test`;
    const uid = await append(imap, message(id, random));
    promises.accepted.add(id);
    promises.uids.set(id, uid);
    if (random() < 0.5) {
      await imap.command(`UID STORE ${uid} +FLAGS.SILENT (\\Flagged)`);
      promises.flagged.add(id);
    }
    if (random() > 0.3) continue;
    promises.doomed.add(id);
    await imap.command(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
    await imap.command(`UID EXPUNGE ${uid}`);
    promises.expunged.add(id);
  }
}

async function append(imap: ImapBench, text: string): Promise<number> {
  const { client } = imap;
  client.write(`ap APPEND INBOX {${text.length}+}\r\n${text}\r\n`);
  for (;;) {
    const line = await client.line();
    if (!line.startsWith('ap ')) continue;
    const uid = /^ap OK \[APPENDUID \d+ (\d+)\]/.exec(line)?.[1];
    if (uid === undefined) throw new Error(line);
    return Number(uid);
  }
}

/** The INBOX of an account as it is now. */
export async function readMailbox(port: number, account: number): Promise<Mailbox> {
  const imap = await ImapBench.open(port, addressOf(account), benchPassword);
  const selected = (await imap.lines('SELECT INBOX')).join('\n');
  const uidValidity = Number(/UIDVALIDITY (\d+)/.exec(selected)?.[1] ?? 0);
  const entries: Entry[] = [];
  let entry = { uid: 0, flagged: false };
  const fields = 'BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]';
  for (const line of await imap.lines(`UID FETCH 1:* (UID FLAGS ${fields} BODY.PEEK[])`)) {
    const head = /^\* \d+ FETCH \(UID (\d+) FLAGS \(([^)]*)\)/.exec(line);
    if (head !== null)
      entry = { uid: Number(head[1]), flagged: head[2]?.includes('Flagged') === true };
    const id = /^Message-ID: <(.*)>$/.exec(line)?.[1];
    if (id === undefined || entry.uid === 0) continue;
    entries.push({ ...entry, id });
    entry = { uid: 0, flagged: false };
  }
  await imap.logout();
  return { uidValidity, entries };
}
