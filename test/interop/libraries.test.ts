/** Libraries that scripts and web applications are made of: Python's own, and c-client in PHP. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { messageCount } from '#test/interop/look.ts';
import { succeed } from '#test/interop/program.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

test('Python sends, fetches, flags, moves and deletes mail', async () => {
  const { listeners, certificateAuthority } = demo.ready;
  const [sender, recipient] = [demo.person(0), demo.person(1)];
  const given = { ports: listeners, sender, recipient, authority: certificateAuthority };
  const { output } = await succeed({
    program: 'python3',
    args: [join(import.meta.dirname, 'python-client.py')],
    input: JSON.stringify(given),
  });
  const { capa, ...seen } = JSON.parse(output);
  for (const word of ['TOP', 'UIDL', 'PIPELINING', 'USER', 'SASL']) assert.ok(capa.includes(word));
  assert.deepEqual(seen, {
    refused: {},
    partly: { 'nobody@example.test': 550 },
    pop: { count: 3, sum: true, unique: true, dots: true },
    select: '1',
    search: '1',
    store: '1 (FLAGS (\\Seen \\Flagged $Work))',
    structure: true,
    sort: false,
    moved: '1',
    left: '0',
    inbox: 1,
    readonly: true,
  });
});

test('c-client in PHP lists, appends, reads, flags, moves and deletes mail', async () => {
  const { address, password } = demo.person(1);
  const { output } = await succeed({
    program: 'php',
    args: [join(import.meta.dirname, 'php-client.php')],
    input: JSON.stringify({ port: demo.port('imaps'), address, password }),
    environment: { SSL_CERT_FILE: demo.ready.certificateAuthority },
  });
  await using client = await demo.imap(demo.person(1));
  const archived = await messageCount(client, 'Archive');
  assert.deepEqual(JSON.parse(output), {
    list: ['INBOX', 'Archive', 'Drafts', 'Junk', 'Sent', 'Trash'],
    messages: 1,
    overview: ['c-client', true, 1],
    body: 'Hello\r\n',
    search: [1],
    left: 0,
    moved: [archived + 1],
    archive: archived,
    deleted: true,
    structure: ['MIXED', 2, 'CSV'],
    errors: false,
  });
});
