/** swaks: SMTP step by step on every port that takes mail. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { call, type Outcome, succeed } from '#test/interop/program.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

/** Arguments for a listener; every TLS connection verifies the certificate. */
function swaks(listener: string, ...args: readonly string[]): Promise<Outcome> {
  const { certificateAuthority } = demo.ready;
  const where = ['--server', 'localhost', '--port', String(demo.port(listener))];
  const trust = ['--tls-verify', '--tls-ca-path', certificateAuthority];
  return call({ program: 'swaks', args: [...where, ...trust, ...args] });
}

function login(mechanism: string): string[] {
  const { address, password } = demo.person(0);
  const who = ['--auth', mechanism, '--auth-user', address, '--auth-password', password];
  return [...who, '--from', address];
}

/** The messages in Ben's INBOX with this subject, as they are. */
async function delivered(subject: string, person = 1): Promise<string[]> {
  await using client = await demo.imap(demo.person(person));
  await client.mailboxOpen('INBOX');
  const found: string[] = [];
  for await (const message of client.fetch({ subject }, { source: true })) {
    found.push(message.source?.toString() ?? '');
  }
  return found;
}

test('Submission with STARTTLS and AUTH PLAIN (RFC 6409, RFC 3207)', async () => {
  const subject = ['--header', 'Subject: By STARTTLS'];
  const to = ['--to', demo.person(1).address];
  const { code, output } = await swaks('submission', '--tls', ...login('PLAIN'), ...to, ...subject);
  assert.equal(code, 0, output);
  assert.match(output, /235 2\.7\.0/);
  assert.equal((await delivered('By STARTTLS')).length, 1);
});

test('Submission within TLS and AUTH LOGIN (RFC 8314 §3.3)', async () => {
  const args = [...login('LOGIN'), '--to', demo.person(1).address];
  const { code, output } = await swaks('submissions', '--tls-on-connect', ...args);
  assert.equal(code, 0, output);
});

test('A login sends as itself only, and a wrong password not at all', async () => {
  const args = ['--tls', ...login('PLAIN'), '--to', demo.person(1).address];
  const forged = await swaks('submission', ...args, '--from', demo.person(2).address);
  assert.match(forged.output, /<~\* 550 5\.7\.1/);
  const wrong = await swaks('submission', ...args, '--auth-password', 'wrong');
  assert.match(wrong.output, /<~\* 535 5\.7\.8/);
});

test('Submission without a login is refused (RFC 6409 §4.3)', async () => {
  const args = ['--from', 'ada@example.test', '--to', demo.person(1).address];
  const { code, output } = await swaks('submission', '--tls', ...args);
  assert.notEqual(code, 0);
  assert.match(output, /<~\* 530 5\.7\.0/);
});

test('Mail comes in on port 25 for people here, and for nobody else', async () => {
  const from = ['--from', 'guest@example.org', '--header', 'Subject: From outside'];
  const people = `${demo.person(1).address},nobody@example.test`;
  const { code, output } = await swaks('smtp', '--tls', '--pipeline', ...from, '--to', people);
  assert.equal(code, 0, output);
  assert.match(output, /<~\* 550 5\.1\.1/);
  const [message = ''] = await delivered('From outside');
  assert.match(message, /^Return-Path: <guest@example\.org>/);
  assert.match(message, /^Received: from .*by mail\.example\.test with ESMTPS/ms);
  const relayed = await swaks('smtp', ...from, '--to', 'somebody@example.com');
  assert.match(relayed.output, /550 5\.7\.1/);
});

test('LMTP answers for each recipient (RFC 2033 §4.2)', async () => {
  const people = `${demo.person(1).address},nobody@example.test,${demo.person(2).address}`;
  const args = ['--protocol', 'LMTP', '--from', 'guest@example.org', '--to', people];
  const { code, output } = await swaks('lmtp', ...args, '--header', 'Subject: By LMTP');
  assert.equal(code, 0, output);
  assert.equal(output.match(/^<- {2}250 2\.1\.5 Filed/gm)?.length, 2);
  assert.equal((await delivered('By LMTP')).length, 1);
  assert.equal((await delivered('By LMTP', 2)).length, 1);
});

test('Eight-bit text and a body of dots arrive as sent (RFC 6152, RFC 5321 §4.5.2)', async () => {
  const message = [
    'From: guest@example.org',
    'To: ben@example.test',
    'Subject: Dots',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    '.',
    '..',
    '.grün und ärgerlich',
    '',
  ].join('\n');
  const args = ['--from', 'guest@example.org', '--to', demo.person(1).address];
  const data = demo.file('dots.eml', message);
  const { code, output } = await swaks('smtp', '--tls', ...args, '--data', `@${data}`);
  assert.equal(code, 0, output);
  const [stored = ''] = await delivered('Dots');
  assert.ok(stored.includes('\r\n\r\n.\r\n..\r\n.grün und ärgerlich\r\n'), stored);
});

test('A message over SIZE is refused before its data (RFC 1870 §6.1)', async () => {
  const { output } = await swaks('smtp', '--from', 'guest@example.org', '--quit-after', 'EHLO');
  const size = Number(/SIZE (\d+)/.exec(output)?.[1]);
  const from = `<guest@example.org> SIZE=${size + 1}`;
  const lines = ['EHLO client.example.org', `MAIL FROM:${from}`, 'QUIT', ''].join('\r\n');
  const plain = await succeed({
    program: 'curl',
    args: ['--silent', '--max-time', '5', `telnet://localhost:${demo.port('smtp')}`],
    input: lines,
  });
  assert.match(plain.output, /^552 5\.3\.4/m);
});
