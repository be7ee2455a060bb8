import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CliStage, runInside } from '#test/cli/stage.ts';

const admin = 'admin@example.org';

/** A Maildir++ with two folders, flags, keywords, and a line that mbox has to quote. */
function makeMaildir(path: string): void {
  for (const folder of ['.', '.Archive.B&APw-cher']) {
    for (const part of ['cur', 'new', 'tmp']) {
      fs.mkdirSync(join(path, folder, part), { recursive: true });
    }
  }
  fs.writeFileSync(join(path, 'dovecot-keywords'), '0 work\n1 $Junk\n');
  const put = (name: string, text: string): void => {
    fs.writeFileSync(join(path, name), text, 'latin1');
    fs.utimesSync(join(path, name), 1_700_000_000, 1_700_000_000);
  };
  put('new/1700000001.a', 'Subject: new\n\nFrom here on\n>From there\n');
  put('cur/1700000000.b:2,FRSb', 'Subject: flagged\nMessage-ID: <b@x>\n\n\xe4\xf6\xfc\n\n\n');
  put('cur/1700000002.c:2,', 'Subject: \n\n');
  put('.Archive.B&APw-cher/cur/1700000003.d:2,DPST', 'Subject: gone\n\nx\n');
}

/** Every file under a folder with its text; times in names stay, so that they compare too. */
function tree(path: string): Record<string, string> {
  const files = fs.readdirSync(path, { recursive: true, withFileTypes: true });
  const entries = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(path.length), fs.readFileSync(file, 'latin1')] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

test('Mail comes back as it was by way of the store, Maildir and mbox', async () => {
  using stage = new CliStage();
  await stage.setup();
  makeMaildir(stage.file('Maildir'));
  const imported = await stage.ask('import', admin, stage.file('Maildir'));
  assert.deepEqual(imported.mailboxes, ['INBOX', 'Archive/Bücher']);
  assert.deepEqual([imported.messages, imported.known, imported.leftOut], [4, 0, []]);
  const first = await stage.ask('export', admin, stage.file('first'));
  assert.equal(first.messages, 4);

  await stage.ask('account', 'create', 'ben@example.org', '--no-password');
  await stage.ask('export', admin, stage.file('mbox'), '--format', 'mbox');
  const inbox = fs.readFileSync(stage.file('mbox/INBOX.mbox'), 'latin1');
  assert.match(
    inbox,
    /^From MAILER-DAEMON Tue Nov 14 22:13:20 2023\nX-Keywords: \$Junk\nX-Status: AF\nStatus: RO\n/,
  );
  assert.match(inbox, /\n>From here on\n>>From there\n/);
  const again = await stage.ask('import', 'ben@example.org', stage.file('mbox'));
  assert.equal(again.messages, 4);
  await stage.ask('export', 'ben@example.org', stage.file('second'));
  const [one, other] = [tree(stage.file('first')), tree(stage.file('second'))];
  // Mailboxes were made in another order, keywords not: all else is the same.
  assert.deepEqual(other, one);
  assert.ok(Object.keys(one).includes('/cur/1700000000.U0000000001.postamt,S=42:2,FRSa'));
});

test('An import that is run again files nothing twice, unless that is wanted', async () => {
  using stage = new CliStage();
  await stage.setup();
  makeMaildir(stage.file('Maildir'));
  await stage.ask('import', admin, stage.file('Maildir'));
  const again = await stage.run('import', admin, stage.file('Maildir'));
  assert.match(again.stdout, /^Imported 0 messages .*\n4 were there already/);
  const twice = await stage.ask('import', admin, stage.file('Maildir'), '--duplicates');
  assert.equal(twice.messages, 4);
  const shown = await stage.ask('account', 'show', admin);
  assert.equal(shown.messages, 8);
  assert.equal((await stage.ask('check')).ok, true);
});

test('A folder of one’s own takes everything, and can be exported alone', async () => {
  using stage = new CliStage();
  await stage.setup();
  makeMaildir(stage.file('Maildir'));
  const rename = ['--rename', 'INBOX=Trash', '--rename', 'Archive/Bücher=Books'];
  const renamed = await stage.ask('import', admin, stage.file('Maildir'), ...rename);
  assert.deepEqual(renamed.mailboxes, ['Trash', 'Books']);
  const imported = await stage.ask('import', admin, stage.file('Maildir'), '--folder', 'Old/Mail');
  assert.deepEqual(imported.mailboxes, ['Old/Mail', 'Old/Mail/Archive/Bücher']);
  const options = ['--folder', 'Old/Mail', '--format', 'mbox'];
  const exported = await stage.ask('export', admin, stage.file('out'), ...options);
  assert.deepEqual(exported.mailboxes, [
    { name: 'Old/Mail', path: stage.file('out/Old/Mail.mbox'), messages: 3 },
  ]);
  const absent = await stage.run('export', admin, stage.file('x'), '--folder', 'None', '--json');
  assert.equal(absent.error.code, 'mailbox.absent');
  assert.ok(!fs.existsSync(stage.file('x')));
  const full = await stage.run('export', admin, stage.file('out'));
  assert.equal(full.code, 2);
  assert.match(full.stderr, /It is there and not empty/);
});

test('A full mailbox breaks an import off, and says how far it came', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('account', 'update', admin, '--messages', '1');
  makeMaildir(stage.file('Maildir'));
  const said = await stage.run('import', admin, stage.file('Maildir'), '--json');
  assert.equal(said.code, 1);
  assert.equal(said.error.code, 'mailbox.full');
  assert.match(said.error.what, /broken off after 3 messages/);
  assert.match(said.error.advice, /run the command again: what is there already is left out/);
});

test('Sources that cannot be read are told as such', async () => {
  using stage = new CliStage();
  await stage.setup();
  fs.writeFileSync(stage.file('letter.txt'), 'Dear Sir\n');
  const letter = await stage.run('import', admin, stage.file('letter.txt'), '--json');
  assert.deepEqual([letter.code, letter.error.code], [1, 'mbox.malformed']);
  const absent = await stage.run('import', admin, stage.file('none'), '--json');
  assert.deepEqual([absent.code, absent.error.code], [1, 'ENOENT']);
});

test('Progress is for terminals', async () => {
  using stage = new CliStage();
  await stage.setup();
  makeMaildir(stage.file('Maildir'));
  const args = ['import', admin, stage.file('Maildir'), '--config', stage.config];
  const shown = await runInside(args, { terminal: true });
  assert.ok(shown.stderr.startsWith('\r\u001b[K3 messages, '), shown.stderr);
  const silent = await runInside([...args, '--duplicates']);
  assert.equal(silent.stderr, '');
});
