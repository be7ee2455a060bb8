/** fetchmail and getmail: programs that drain mailboxes over POP3 and IMAP. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Demo, type Login } from '#test/interop/demo.ts';
import { socketLink } from '#test/interop/imap-peer.ts';
import { messageCount } from '#test/interop/look.ts';
import { call, succeed } from '#test/interop/program.ts';

/** What fetchmail's exit code says. */
const fetchmailNothing = 1;

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

/** Runs fetchmail; messages become files in a folder of that name. */
async function fetchmail(name: string, protocol: string, person: Login, options: string) {
  const folder = join(demo.scratch, name);
  mkdirSync(folder, { recursive: true });
  const trust = `sslcertck sslcertfile "${demo.ready.certificateAuthority}"`;
  const user = `user "${person.address}" password "${person.password}"`;
  const agent = `sh -c 'cat > $(mktemp ${folder}/XXXXXXXX)'`;
  const config = demo.file(
    `${name}.rc`,
    `set no bouncemail\npoll localhost ${protocol} ${user} ${trust} ${options} mda "${agent}"\n`,
  );
  const environment = { FETCHMAILHOME: demo.scratch };
  const outcome = await call({ program: 'fetchmail', args: ['-f', config], environment });
  const messages = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
  return { outcome, messages };
}

async function messagesOf(person: Login): Promise<number> {
  await using client = await demo.imap(person);
  return await messageCount(client, 'INBOX');
}

test('fetchmail drains a maildrop over POP3 with TLS and finds it empty then', async () => {
  const ben = demo.person(1);
  const count = await messagesOf(ben);
  assert.ok(count > 0);
  const protocol = `protocol POP3 port ${demo.port('pop3s')}`;
  const first = await fetchmail('pop', protocol, ben, 'ssl fetchall no keep');
  assert.equal(first.outcome.code, 0, first.outcome.complaints);
  assert.equal(first.messages.length, count);
  assert.ok(first.messages.every((message) => /^Subject: /m.test(message)));
  assert.equal(await messagesOf(ben), 0);
  const second = await fetchmail('pop', protocol, ben, 'ssl fetchall no keep');
  assert.equal(second.outcome.code, fetchmailNothing);
});

test('fetchmail keeps mail on the server and fetches only what is new (RFC 1939 UIDL)', async () => {
  const clara = demo.person(2);
  const count = await messagesOf(clara);
  const protocol = `protocol POP3 port ${demo.port('pop3')} uidl`;
  const options = 'sslproto "TLS1.2+" keep';
  const first = await fetchmail('kept', protocol, clara, options);
  assert.equal(first.messages.length, count, first.outcome.complaints);
  await using client = await demo.imap(clara);
  await client.append('INBOX', 'Subject: later\r\n\r\nHello\r\n');
  const second = await fetchmail('kept', protocol, clara, options);
  assert.equal(second.messages.length, count + 1);
  assert.equal(await messagesOf(clara), count + 1);
});

test('fetchmail drains two mailboxes over IMAP with STARTTLS', async () => {
  const ada = demo.person(0);
  await using client = await demo.imap(ada);
  await client.append('Archive', 'Subject: archived\r\n\r\nHello\r\n');
  const count = (await messagesOf(ada)) + 1;
  const protocol = `protocol IMAP port ${demo.port('imap')}`;
  const options = 'sslproto "TLS1.2+" folder INBOX,Archive fetchall no keep expunge 2';
  const { outcome, messages } = await fetchmail('imap', protocol, ada, options);
  assert.equal(messages.length, count, outcome.complaints);
  assert.equal(await messagesOf(ada), 0);
  assert.equal(await messageCount(client, 'Archive'), 0);
});

/** Runs getmail, which puts all messages into one file; returns how many it retrieved. */
async function getmail(name: string, retriever: readonly string[], remove: boolean) {
  const config = demo.file(
    name,
    [
      '[retriever]',
      'server = localhost',
      `ca_certs = ${demo.ready.certificateAuthority}`,
      ...retriever,
      '[destination]',
      'type = MDA_external',
      'path = /bin/sh',
      `arguments = ("-c", "cat >> ${join(demo.scratch, `${name}.mail`)}")`,
      'allow_root_commands = true',
      '[options]',
      'read_all = false',
      `delete = ${remove}`,
      '',
    ].join('\n'),
  );
  const args = ['--getmaildir', demo.scratch, '--rcfile', config];
  const { output } = await succeed({ program: 'getmail', args });
  return Number(/(\d+) messages \(\d+ bytes\) retrieved/.exec(output)?.[1] ?? -1);
}

test('getmail fetches each message once over POP3 and over IMAP', async () => {
  const { address, password } = demo.ready.admin;
  await using client = await demo.imap(demo.ready.admin);
  for (let number = 0; number < 3; number++) {
    await client.append('INBOX', `Subject: number ${number}\r\n\r\n.Hello\r\n`);
  }
  const count = await messagesOf(demo.ready.admin);
  const login = [`username = ${address}`, `password = ${password}`];
  const pop = ['type = SimplePOP3SSLRetriever', `port = ${demo.port('pop3s')}`, ...login];
  assert.equal(await getmail('getmail-pop', pop, false), count);
  assert.equal(await getmail('getmail-pop', pop, false), 0);
  const port = demo.port('imaps');
  const imap = ['type = SimpleIMAPSSLRetriever', `port = ${port}`, 'mailboxes = ("INBOX",)'];
  assert.equal(await getmail('getmail-imap', [...imap, ...login], true), count);
  assert.equal(await messagesOf(demo.ready.admin), 0);
  const text = readFileSync(join(demo.scratch, 'getmail-imap.mail'), 'latin1');
  assert.equal(text.match(/^\.Hello$/gm)?.length, 3);
});

test('One session at a time has the maildrop, whatever thread serves it (RFC 1939 §4)', async () => {
  const { address, password } = demo.person(2);
  const open = async () => {
    const link = await socketLink(demo.port('pop3'));
    link.send(`USER ${address}\r\nPASS ${password}\r\n`);
    await link.receivedLine();
    await link.receivedLine();
    return { link, reply: await link.receivedLine() };
  };
  const sessions = await Promise.all(Array.from({ length: 8 }, open));
  const replies = sessions.map(({ reply }) => reply ?? '').toSorted();
  assert.match(replies[0] ?? '', /^\+OK \d+ messages/);
  for (const reply of replies.slice(1)) assert.match(reply, /^-ERR \[IN-USE\]/); // RFC 2449 §8.1.1
  await Promise.all(sessions.map(({ link }) => link.leave()));
});
