/** mutt: somebody reads, flags, files, deletes and answers mail in a terminal. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { found } from '#test/interop/look.ts';
import { succeed } from '#test/interop/program.ts';

let demo: Demo;
let out: string;

before(async () => {
  demo = await Demo.start();
  out = join(demo.scratch, 'out');
});

after(() => demo[Symbol.asyncDispose]());

/** Ben's settings; `keys` are pressed when the mailbox is open. */
function settings(name: string, keys = ''): string {
  const { address, password } = demo.person(1);
  const smtp = `smtps://${address}:${password}@localhost:${demo.port('submissions')}/`;
  const lines = [
    `set folder="imaps://localhost:${demo.port('imaps')}/"`,
    'set spoolfile="+INBOX" record="+Sent" trash="+Trash"',
    `set imap_user="${address}" imap_pass="${password}" from="${address}"`,
    `set smtp_url="${smtp}"`,
    // Without it mutt 2.2 with GNU SASL tries SCRAM-SHA-256-PLUS only, which it cannot do itself.
    'set smtp_authenticators="scram-sha-256:plain"',
    `set ssl_ca_certificates_file="${demo.ready.certificateAuthority}"`,
    `set certificate_file="${join(demo.scratch, 'no-certificates')}" ssl_verify_host=yes`,
    'set quit=yes delete=yes confirmappend=no confirmcreate=no wait_key=no mark_old=no',
    'set pipe_decode=yes header_cache="" message_cachedir="" postpone=no',
    'set sleep_time=0 send_charset="utf-8" imap_check_subscribed=no tmpdir="/tmp"',
  ];
  if (keys !== '') lines.push(`push "${keys}"`);
  return demo.file(name, `${lines.join('\n')}\n`);
}

/** Presses keys in a mutt that runs in a terminal of its own. */
async function press(name: string, keys: string): Promise<void> {
  const command = `mutt -n -F ${settings(name, keys)}`;
  await succeed({
    program: 'script',
    args: ['-qec', command, '/dev/null'],
    environment: { TERM: 'xterm', HOME: demo.scratch },
  });
}

async function send(subject: string, ...options: readonly string[]): Promise<void> {
  const args = ['-n', '-F', settings('send'), '-s', subject, ...options];
  await succeed({
    program: 'mutt',
    args: [...args, '--', demo.person(1).address],
    input: 'Grüße\n',
    environment: { HOME: demo.scratch },
  });
}

test('mutt sends with an attachment and files its copy in Sent', async () => {
  await send('Liste für März', '-a', demo.file('list.csv', 'Ficus;1\n'));
  await using client = await demo.imap(demo.person(1));
  for (const folder of ['INBOX', 'Sent']) {
    assert.equal((await found(client, folder, { subject: 'Liste für März' })).length, 1, folder);
  }
  const copy = await client.fetchOne('*', { flags: true, bodyStructure: true });
  assert.ok(copy && copy.flags?.has('\\Seen') === true);
  assert.equal(copy.bodyStructure?.childNodes?.length, 2);
});

test('mutt reads old and new mail, decoded', async () => {
  const pipe = `<pipe-message>cat > ${out}<enter>`;
  await press('read', `<tag-pattern>~A<enter><tag-prefix>${pipe}<sync-mailbox><quit>`);
  const text = readFileSync(out, 'utf8');
  assert.match(text, /Subject: Liste für März/);
  assert.match(text, /Rechnung 2026-118 für drei große Pflanzen/);
  assert.match(text, /^Grüße$/m);
});

test('mutt flags, answers and files a message elsewhere', async () => {
  await send('To be filed');
  const find = '<limit>~s filed<enter>';
  await press('flag', `${find}<flag-message><set-flag>r<sync-mailbox><quit>`);
  await using client = await demo.imap(demo.person(1));
  assert.equal((await found(client, 'INBOX', { flagged: true, answered: true })).length, 1);

  await press('file', `${find}<save-message>=Archive<enter><sync-mailbox><quit>`);
  const filed = { subject: 'filed', flagged: true, answered: true };
  assert.equal((await found(client, 'Archive', filed)).length, 1);
  assert.deepEqual(await found(client, 'INBOX', { subject: 'filed' }), []);
});

test('mutt deletes into Trash, and makes and removes a mailbox', async () => {
  await send('To be deleted');
  await press('delete', `<delete-pattern>~s deleted<enter><sync-mailbox><quit>`);
  await using client = await demo.imap(demo.person(1));
  assert.deepEqual(await found(client, 'Trash', { subject: 'To be deleted' }), [1]);
  assert.deepEqual(await found(client, 'INBOX', { subject: 'To be deleted' }), []);

  const box = 'Übersicht';
  await press('make', `<change-folder>?<create-mailbox>${box}<enter><exit><quit>`);
  const names = (await client.list()).map(({ path }) => path);
  assert.ok(names.includes(box), names.join(', '));
  assert.ok(
    !existsSync(join(demo.scratch, 'no-certificates')),
    'no certificate had to be accepted',
  );
});
