/** `npm start` as a stranger would use it: start, send, read, stop, start again. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { connect as connectTls } from 'node:tls';

import type { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';

import { Demo, type Login, root } from '#test/interop/demo.ts';

const data = mkdtempSync(join(tmpdir(), 'postamt-start-'));

let demo: Demo;

before(async () => {
  demo = await Demo.start(data, 'bin/start.js');
});

after(async () => {
  await demo.stop();
  rmSync(data, { recursive: true });
});

async function openInbox(person: Login): Promise<ImapFlow> {
  const client = await demo.imap(person);
  await client.mailboxOpen('INBOX');
  return client;
}

test('The line of JSON names people, ports and the certificate authority', () => {
  assert.equal(demo.ready.host, 'mail.example.test');
  assert.equal(demo.ready.people.length, 3);
  assert.match(demo.certificateAuthority, /BEGIN CERTIFICATE/u);
  for (const port of Object.values(demo.ready.listeners)) assert.ok(port > 0);
});

test('A message sent by submission is in the mailbox when the reply comes', async () => {
  const [ada, ben] = [demo.person(0), demo.person(1)];
  const transport = createTransport({
    host: '127.0.0.1',
    port: demo.port('submissions'),
    secure: true,
    tls: { ca: demo.certificateAuthority, servername: 'localhost' },
    auth: { user: ada.address, pass: ada.password },
  });
  await transport.sendMail({
    from: ada.address,
    to: ben.address,
    subject: 'Grüße aus dem Test',
    text: 'Bis Donnerstag!',
    attachments: [{ filename: 'plan.txt', content: 'Montag bis Mittwoch' }],
  });
  transport.close();
  const client = await openInbox(ben);
  try {
    const found = await client.search({ subject: 'Grüße' });
    assert.ok(found && found.length === 1);
    const message = await client.fetchOne(String(found[0]), {
      envelope: true,
      bodyStructure: true,
    });
    assert.ok(message);
    assert.equal(message.envelope?.subject, 'Grüße aus dem Test');
    assert.equal(message.bodyStructure?.childNodes?.length, 2);
  } finally {
    await client.logout();
  }
});

test('A message from outside comes in on port 25 and out over POP3', async () => {
  const clara = demo.person(2);
  const transport = createTransport({
    host: '127.0.0.1',
    port: demo.port('smtp'),
    tls: { ca: demo.certificateAuthority, servername: 'localhost' },
  });
  await transport.sendMail({
    from: 'somebody@example.org',
    to: clara.address,
    subject: 'From outside',
    text: 'Hello',
  });
  transport.close();
  const talk = await popTalk(clara, ['STAT', 'QUIT']);
  const count = Number(/^\+OK (\d+) /mu.exec(talk.join('\n'))?.[1]);
  const last = await popTalk(clara, [`RETR ${count}`, 'QUIT']);
  assert.ok(last.includes('Subject: From outside'), last.join('\n'));
});

/** Sends USER, PASS and the commands at once; answers every line that came. */
async function popTalk(person: Login, commands: readonly string[]): Promise<readonly string[]> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: demo.port('pop3s'),
    servername: 'localhost',
    ca: demo.certificateAuthority,
  });
  const all = [`USER ${person.address}`, `PASS ${person.password}`, ...commands];
  socket.write(all.map((line) => `${line}\r\n`).join(''));
  const lines: string[] = [];
  for await (const line of createInterface({ input: socket })) lines.push(line);
  return lines;
}

test('A second server on the same data folder is refused with what to do', async () => {
  const args = ['bin/start.js', '--json', '--port-base', '0', '--data', data];
  const second = spawn(process.execPath, args, { cwd: root });
  let complaint = '';
  second.stderr.on('data', (chunk) => (complaint += String(chunk)));
  const [code] = await once(second, 'close');
  assert.equal(code, 1);
  assert.match(complaint, /another Postamt uses it/u);
});

test('SIGTERM says goodbye to open sessions, and a second start finds the mail again', async () => {
  const socket = connect(demo.port('imap'), '127.0.0.1');
  let talk = '';
  socket.on('data', (chunk) => (talk += String(chunk)));
  await once(socket, 'data');
  const closed = once(socket, 'close');
  assert.equal(await demo.stop(), 0);
  await closed;
  assert.match(talk, /\* BYE/u);
  demo = await Demo.start(data, 'bin/start.js');
  const client = await openInbox(demo.person(1));
  const mailbox = client.mailbox;
  assert.ok(mailbox !== false && mailbox.exists === 2, 'sample mail is not filed twice');
  await client.logout();
});
