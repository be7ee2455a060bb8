/** The HTTP send API of a whole server: its own examples with curl, and Python's libraries. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { composeMessage } from '#proto/mime/compose/compose-message.ts';
import { simpleBody } from '#proto/mime/compose/simple-body.ts';
import { runInside } from '#test/cli/stage.ts';
import { Demo, root } from '#test/interop/demo.ts';
import { succeed } from '#test/interop/program.ts';

const client = join(import.meta.dirname, 'sending-client.py');

let demo: Demo;
let password = '';

before(async () => {
  demo = await Demo.start();
  const make = ['application', 'create', 'Shop', '--kind', 'other', '--from', 'shop@example.test'];
  const said = await runInside([...make, '--data', demo.data, '--json']);
  ({ password } = said.json);
});

after(async () => {
  await demo.stop();
});

/** Runs the Python client on one question. */
async function python(ask: object) {
  const input = JSON.stringify(ask);
  return JSON.parse((await succeed({ program: 'python3', args: [client], input })).output);
}

test('Every example of the page sends, with curl', async () => {
  const page = readFileSync(join(root, 'docs/operate/sending-api.md'), 'utf8');
  const examples = [...page.matchAll(/^```sh\n(.*?)^```/gmsu)].map(([, text = '']) => text);
  assert.equal(examples.length, 7);
  demo.file('invoice.pdf', '%PDF-1.4\n');
  const script = examples
    .join('\necho\n')
    .replaceAll('https://mail.example.org', `https://localhost:${demo.port('https')}`)
    .replaceAll('example.org', 'example.test');
  const { output } = await succeed({
    program: 'bash',
    args: ['-euo', 'pipefail', '-c', script],
    cwd: demo.scratch,
    environment: { PASSWORD: password, CURL_CA_BUNDLE: demo.ready.certificateAuthority },
  });
  assert.match(output, /"subject":"Rechnung 12","text":"Guten Tag <Ada>,\\n"/u);
  assert.match(output, /"status":"queued"/u);
  assert.match(output, /"cancelledRecipients":1/u);
  assert.match(output, /"results":\[\{"status":202.*"status":202/u);
  await using mailbox = await demo.imap(demo.person(0));
  await mailbox.mailboxOpen('INBOX');
  const found = await mailbox.search({ from: 'shop@example.test' });
  assert.equal(Array.isArray(found) ? found.length : 0, 5);
  const [first] = await mailbox.fetchAll({ subject: 'Bestellung 4711' }, { envelope: true });
  assert.equal(first?.envelope?.from?.[0]?.name, 'Läden & Söhne');
});

test('Python’s urllib sends, once for one key, and reads problems', async () => {
  const url = `https://localhost:${demo.port('https')}/api/v1/send`;
  const message = {
    from: 'shop@example.test',
    to: 'ben@example.test',
    subject: 'Grüße',
    text: 'ü',
  };
  const fields = { 'Idempotency-Key': 'python' };
  const ask = { url, ca: demo.ready.certificateAuthority, password, message, fields };
  const first = await python(ask);
  assert.deepEqual([first.status, first.json.recipients[0].status], [202, 'accepted']);
  assert.deepEqual(await python(ask), first);
  const foreign = await python({
    ...ask,
    message: { ...message, from: 'ada@example.test' },
    fields: {},
  });
  assert.deepEqual([foreign.status, foreign.json.title], [403, 'The From address is not yours']);
});

test('Python’s parser reads what we write as we mean it (RFC 2231 §4, RFC 2387 §3)', async () => {
  const content = Buffer.from([0, 255, 10, 13]);
  const name = `Übersicht ${'lang '.repeat(30)}"2026".pdf`;
  const text = 'Straße\r\n.\r\nFrom here\r\n';
  const html = `<p>${'x'.repeat(2_000)} 報告</p>`;
  const { octets } = composeMessage(
    [
      { name: 'Subject', text: `Grüße ${'aus der Ferne '.repeat(10)}=?utf-8?q?x?=` },
      {
        name: 'To',
        addresses: [
          { name: 'Käthe "K" Müller, Dr.', address: 'a b@example.test' },
          { name: 'Smith, John (x)', address: 'js@example.test' },
        ],
      },
    ],
    simpleBody({
      text,
      html,
      inline: [{ cid: 'logo', name: 'l.png', type: 'image/png', content }],
      attachments: [{ name, type: 'application/pdf', content }],
    }),
    'b0und4ry',
  );
  const read = await python({ octets: octets.toString('base64') });
  assert.deepEqual(read.defects, []);
  assert.equal(read.subject, `Grüße ${'aus der Ferne '.repeat(10)}=?utf-8?q?x?=`);
  assert.deepEqual(read.to, [
    ['Käthe "K" Müller, Dr.', '"a b"@example.test'],
    ['Smith, John (x)', 'js@example.test'],
  ]);
  assert.deepEqual(read.tree, [
    'multipart/mixed',
    'multipart/alternative',
    'text/plain',
    'multipart/related',
    'text/html',
    'image/png',
    'application/pdf',
  ]);
  assert.deepEqual(read.names, [null, null, 'l.png', name]);
  assert.deepEqual(
    read.texts.map((one: string) => one.replace(/\r?\n/gu, '\r\n')),
    [text, html],
  );
  assert.deepEqual(read.files, [content.toString('base64'), content.toString('base64')]);
  assert.deepEqual(read.cids, [null, null, '<logo>', null]);
});
