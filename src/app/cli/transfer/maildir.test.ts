import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { findSource } from '#app/cli/transfer/find-source.ts';
import {
  mailboxOfMaildir,
  maildirFolder,
  maildirInfo,
  readMaildirInfo,
} from '#app/cli/transfer/maildir-name.ts';
import { readMaildir } from '#app/cli/transfer/read-maildir.ts';
import { writeMaildir } from '#app/cli/transfer/write-maildir.ts';

class Folder implements Disposable {
  readonly path = fs.mkdtempSync(join(tmpdir(), 'postamt-maildir-'));

  write(name: string, text = 'A: b\n\ntext\n'): string {
    const file = join(this.path, name);
    fs.mkdirSync(join(file, '..'), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  maildir(name = ''): void {
    for (const part of ['cur', 'new', 'tmp']) {
      fs.mkdirSync(join(this.path, name, part), { recursive: true });
    }
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.path, { recursive: true });
  }
}

async function names(path: string): Promise<string[]> {
  return (await findSource(path)).map(({ name, format }) => `${format} ${name}`);
}

test('Flags are letters of the file name, keywords those of dovecot-keywords', () => {
  assert.deepEqual(readMaildirInfo('1.x:2,DFPRSTab', ['work', '$Junk']), {
    flags: 31,
    keywords: ['$Forwarded', 'work', '$Junk'],
  });
  assert.deepEqual(readMaildirInfo('1.x,S=5', []), { flags: 0, keywords: [] });
  assert.deepEqual(readMaildirInfo('1.x;2,S', []), { flags: 1, keywords: [] });
  assert.equal(maildirInfo(31, ['$Forwarded', 'b', 'other'], ['a', 'b']), ':2,DFPRSTb');
});

test('Names of mailboxes keep dots, umlauts and ampersands as Maildir++ folders', () => {
  assert.equal(maildirFolder('INBOX'), '');
  assert.equal(maildirFolder('Entwürfe/2026.1/R&D'), '.Entw&APw-rfe.2026&AC4-1.R&-D');
  for (const name of ['Entwürfe/2026.1/R&D', '日本語', 'a/b/c']) {
    assert.equal(mailboxOfMaildir(maildirFolder(name)), name);
  }
  assert.equal(mailboxOfMaildir('.B&roken'), 'B&roken');
});

test('Messages come oldest first, those in new unseen, with the time of their file', async () => {
  using folder = new Folder();
  folder.maildir();
  const old = folder.write('cur/1000000100.a:2,S', 'A: 1\r\n\r\nkept\r\n');
  folder.write('new/1000000050.b', 'A: 2\n\nnew\n');
  folder.write('new/.hidden');
  folder.write('tmp/1000000001.c');
  fs.utimesSync(old, 1_000_000_100, 1_000_000_100);
  const found = [];
  for await (const message of readMaildir(folder.path)) {
    assert.ok('octets' in message);
    const text = Buffer.from(message.octets).toString();
    found.push([text, message.flags]);
    if (message.flags === 1) assert.equal(message.receivedAt, 1_000_000_100_000);
  }
  assert.deepEqual(found, [
    ['A: 2\r\n\r\nnew\r\n', 0],
    ['A: 1\r\n\r\nkept\r\n', 1],
  ]);
});

test('Sources are found: Maildir++, folders of Maildirs, folders of mbox files, Thunderbird', async () => {
  using folder = new Folder();
  folder.maildir('plus');
  folder.maildir('plus/.Archive.2026');
  folder.maildir('plus/.Entw&APw-rfe');
  assert.deepEqual(await names(join(folder.path, 'plus')), [
    'maildir INBOX',
    'maildir Archive/2026',
    'maildir Entwürfe',
  ]);
  folder.maildir('fs/Archive/2026');
  folder.maildir('fs/Sent');
  assert.deepEqual(await names(join(folder.path, 'fs')), ['maildir Archive/2026', 'maildir Sent']);
  folder.write('tree/INBOX.mbox');
  folder.write('tree/Archive/2026.mbox');
  folder.write('tree/notes.txt');
  assert.deepEqual(await names(join(folder.path, 'tree')), ['mbox Archive/2026', 'mbox INBOX']);
  folder.write('bird/Inbox');
  folder.write('bird/Inbox.msf');
  folder.write('bird/Inbox.sbd/Old');
  folder.write('bird/Inbox.sbd/Old.msf');
  assert.deepEqual(await names(join(folder.path, 'bird')), ['mbox Inbox', 'mbox Inbox/Old']);
  assert.deepEqual(await names(join(folder.path, 'tree/notes.txt')), ['mbox INBOX']);
  folder.write('none/readme.txt');
  await assert.rejects(names(join(folder.path, 'none')), { code: 'source.empty' });
  await assert.rejects(names(join(folder.path, 'absent')), { code: 'ENOENT' });
});

async function* messages() {
  yield {
    uid: 7,
    octets: Buffer.from('A: \xfc\r\n\r\nText\r\n', 'latin1'),
    flags: 3,
    keywords: ['later', '$Forwarded'],
    receivedAt: 1_700_000_000_000,
  };
}

test('A written Maildir reads as what was written', async () => {
  using folder = new Folder();
  const keywords = ['work', '$Forwarded', 'later'];
  const path = await writeMaildir(folder.path, { name: 'Archive/x', keywords }, messages());
  assert.equal(path, join(folder.path, '.Archive.x'));
  const [file = ''] = fs.readdirSync(join(path, 'cur'));
  assert.equal(file, '1700000000.U0000000007.postamt,S=11:2,PRSb');
  assert.equal(fs.readFileSync(join(path, 'cur', file), 'latin1'), 'A: \xfc\n\nText\n');
  for await (const message of readMaildir(path)) {
    assert.deepEqual(message, {
      octets: Buffer.from('A: \xfc\r\n\r\nText\r\n', 'latin1'),
      flags: 3,
      keywords: ['$Forwarded', 'later'],
      receivedAt: 1_700_000_000_000,
    });
  }
});
