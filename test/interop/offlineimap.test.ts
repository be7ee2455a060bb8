/** OfflineIMAP: mirrors an account, with another idea of synchronising than mbsync's. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { found, messageCount } from '#test/interop/look.ts';
import { succeed } from '#test/interop/program.ts';

let demo: Demo;
let mail: string;

before(async () => {
  demo = await Demo.start();
  mail = join(demo.scratch, 'mail');
});

after(() => demo[Symbol.asyncDispose]());

async function sync(): Promise<void> {
  const { address, password } = demo.person(0);
  const config = demo.file(
    'offlineimaprc',
    `[general]
accounts = everything
metadata = ${demo.scratch}/state
ui = basic
[Account everything]
localrepository = near
remoterepository = far
[Repository near]
type = Maildir
localfolders = ${mail}
[Repository far]
type = IMAP
remotehost = localhost
remoteport = ${demo.port('imaps')}
remoteuser = ${address}
remotepass = ${password}
ssl = yes
sslcacertfile = ${demo.ready.certificateAuthority}
`,
  );
  await succeed({ program: 'offlineimap', args: ['-c', config, '-o'] });
}

/** Paths of the messages in a folder of the mirror. */
function messages(folder: string): string[] {
  return ['cur', 'new'].flatMap((part) =>
    readdirSync(join(mail, folder, part)).map((name) => join(mail, folder, part, name)),
  );
}

test('OfflineIMAP mirrors an account and carries changes both ways', async () => {
  await using client = await demo.imap(demo.person(0));
  await client.mailboxCreate('Kunden/Müller');
  await client.append('Kunden/Müller', 'Subject: far\r\n\r\nHello\r\n', ['\\Flagged']);
  await sync();
  assert.equal(messages('INBOX').length, await messageCount(client, 'INBOX'));
  const folder = readdirSync(mail).find((name) => name.startsWith('Kunden.')) ?? '';
  const [far = ''] = messages(folder);
  assert.match(far, /:2,F$/);

  renameSync(far, far.replace(/:2,F$/, ':2,FRS'));
  writeFileSync(join(mail, folder, 'new', '1.near'), 'Subject: near\n\nHello\n');
  rmSync(messages('Sent')[0] ?? '');
  await client.append('Archive', 'Subject: later\r\n\r\nHello\r\n');
  await sync();
  assert.equal(await messageCount(client, 'Sent'), 0);
  const flags = { flagged: true, answered: true, seen: true };
  assert.deepEqual(await found(client, 'Kunden/Müller', flags), [1]);
  assert.deepEqual(await found(client, 'Kunden/Müller', { subject: 'near' }), [2]);
  assert.equal(messages('Archive').length, await messageCount(client, 'Archive'));

  await client.messageDelete('1:*');
  await sync();
  assert.equal(messages(folder).length, 0);
});
