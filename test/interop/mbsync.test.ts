/** mbsync (isync): mirrors an account and carries changes both ways. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { found, messageCount } from '#test/interop/look.ts';
import { succeed } from '#test/interop/program.ts';

let demo: Demo;
let config: string;
let mail: string;

before(async () => {
  demo = await Demo.start();
  mail = join(demo.scratch, 'mail');
  mkdirSync(mail);
  config = demo.file('mbsyncrc', configuration());
});

after(() => demo[Symbol.asyncDispose]());

function configuration(): string {
  const { address, password } = demo.person(0);
  return `
    IMAPAccount postamt
    Host localhost
    Port ${demo.port('imaps')}
    User ${address}
    Pass ${password}
    SSLType IMAPS
    CertificateFile ${demo.ready.certificateAuthority}
    SystemCertificates no

    IMAPStore far
    Account postamt

    MaildirStore near
    Path ${mail}/
    Inbox ${mail}/INBOX
    SubFolders Verbatim

    Channel everything
    Far :far:
    Near :near:
    Patterns *
    Create Both
    Remove Both
    Expunge Both
    SyncState *
    CopyArrivalDate yes
  `.replaceAll(/^ {4}/gm, '');
}

async function sync(): Promise<void> {
  await succeed({ program: 'mbsync', args: ['-c', config, '--all'] });
}

/** Paths of the messages in a folder of the mirror. */
function messages(folder: string): string[] {
  return ['cur', 'new'].flatMap((part) =>
    readdirSync(join(mail, folder, part)).map((name) => join(mail, folder, part, name)),
  );
}

function containing(folder: string, text: string): string {
  const found = messages(folder).find((path) => readFileSync(path, 'latin1').includes(text));
  assert.ok(found !== undefined, `a message of ${folder} contains "${text}"`);
  return found;
}

/** Gives a message of the mirror flags, `S` and so on. */
function flag(path: string, letters: string): void {
  renameSync(path, path.replace('/new/', '/cur/').replace(/:2,.*$/, `:2,${letters}`));
}

const sample = 'From: ada@example.test\r\nSubject: from the server\r\n\r\nHello\r\n';

test('The first run mirrors every mailbox, byte for byte', async () => {
  await using client = await demo.imap(demo.person(0));
  await client.append('Archive', sample, ['\\Seen', '\\Flagged']);
  await client.mailboxCreate('Projekte/Grünanlage');
  await client.append('Projekte/Grünanlage', sample.replace('server', 'garden'));
  await sync();
  const folders = readdirSync(mail);
  for (const name of ['Archive', 'Drafts', 'INBOX', 'Junk', 'Projekte', 'Sent', 'Trash']) {
    assert.ok(folders.includes(name), `${name} is mirrored`);
  }
  const [archived = ''] = messages('Archive');
  assert.match(archived, /:2,FS$/);
  assert.equal(readFileSync(archived, 'latin1').replaceAll(/X-TUID.*\n/g, ''), lf(sample));
  assert.equal(messages('INBOX').length, await messageCount(client, 'INBOX'));
});

test('A run with nothing new changes nothing', async () => {
  const before = readdirSync(mail).map((folder) => readdirSync(join(mail, folder)));
  await sync();
  assert.deepEqual(
    readdirSync(mail).map((folder) => readdirSync(join(mail, folder))),
    before,
  );
});

test('Flags, new mail, new folders and deletions go both ways', async () => {
  await using client = await demo.imap(demo.person(0));
  await client.mailboxOpen('Archive');
  await client.messageFlagsRemove('1:*', ['\\Flagged']);
  await client.append('Archive', sample.replace('server', 'second'));
  mkdirSync(join(mail, 'Receipts'));
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(mail, 'Receipts', part));
  const local = lf(sample.replace('server', 'client'));
  writeFileSync(join(mail, 'Receipts', 'cur', '1.local:2,RS'), local);
  flag(messages('Sent')[0] ?? '', 'FS');
  rmSync(messages('Junk')[0] ?? '');
  await sync();

  assert.match(containing('Archive', 'from the server'), /:2,S$/);
  assert.equal(messages('Archive').length, 2);
  const query = { answered: true, seen: true, subject: 'client' };
  assert.deepEqual(await found(client, 'Receipts', query), [1]);
  assert.deepEqual(await found(client, 'Sent', { flagged: true }), [1]);
  assert.equal(await messageCount(client, 'Junk'), 0);

  await client.mailboxOpen('Archive');
  await client.messageDelete('1:*');
  await client.mailboxDelete('Receipts');
  await sync();
  assert.equal(messages('Archive').length, 0);
});

test('Two hundred messages go up and come down again', async () => {
  for (let number = 0; number < 200; number++) {
    const text = lf(sample.replace('from the server', `number ${number}`));
    writeFileSync(join(mail, 'Drafts', 'cur', `${number}.many:2,S`), text);
  }
  await sync();
  await using client = await demo.imap(demo.person(0));
  assert.equal((await found(client, 'Drafts', { subject: 'number 1' })).length, 111);
  rmSync(mail, { recursive: true });
  mkdirSync(mail);
  await sync();
  assert.ok(messages('Drafts').length >= 200);
});

function lf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
