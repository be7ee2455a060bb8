/** curl and msmtp: SMTP as scripts and mail programs of the command line send. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Demo, type Login } from '#test/interop/demo.ts';
import { found } from '#test/interop/look.ts';
import { succeed } from '#test/interop/program.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

function mail(subject: string): string {
  const { address } = demo.person(0);
  const to = demo.person(1).address;
  return [`From: ${address}`, `To: ${to}`, `Subject: ${subject}`, '', 'Hello', ''].join('\r\n');
}

async function assertDelivered(subject: string): Promise<void> {
  await using client = await demo.imap(demo.person(1));
  const numbers = await found(client, 'INBOX', { subject });
  assert.equal(numbers.length, 1, `one message is "${subject}"`);
}

/** Sends with curl; `options` follow its address. */
async function curl(scheme: 'smtp' | 'smtps', person: Login, options: string[], text: string) {
  const port = demo.port(scheme === 'smtp' ? 'submission' : 'submissions');
  const trust = ['--cacert', demo.ready.certificateAuthority, '--ssl-reqd'];
  const login = ['--user', `${person.address}:${person.password}`];
  const route = ['--mail-from', person.address, '--mail-rcpt', demo.person(1).address];
  const args = ['-sS', ...trust, ...login, ...route, '--upload-file', '-', ...options];
  await succeed({
    program: 'curl',
    args: [...args, `${scheme}://localhost:${port}/client.example.test`],
    input: text,
  });
}

for (const mechanism of ['PLAIN', 'LOGIN']) {
  test(`curl sends over smtps:// with AUTH ${mechanism}`, async () => {
    const subject = `curl smtps ${mechanism}`;
    await curl('smtps', demo.person(0), ['--login-options', `AUTH=${mechanism}`], mail(subject));
    await assertDelivered(subject);
  });
}

test('curl sends over smtp:// with STARTTLS', async () => {
  await curl('smtp', demo.person(0), [], mail('curl STARTTLS'));
  await assertDelivered('curl STARTTLS');
});

test('curl sends a form with an attachment', async () => {
  const { address } = demo.person(0);
  const file = demo.file('list.csv', 'name;count\nFicus;1\n');
  const trust = ['--cacert', demo.ready.certificateAuthority];
  const login = ['--user', `${address}:${demo.person(0).password}`];
  const route = ['--mail-from', address, '--mail-rcpt', demo.person(1).address];
  const header = ['-H', `From: ${address}`, '-H', 'Subject: curl form'];
  const form = ['-F', '=see below;type=text/plain', '-F', `file=@${file};encoder=base64`];
  const url = `smtps://localhost:${demo.port('submissions')}`;
  const args = ['-sS', ...trust, ...login, ...route, ...header, ...form, url];
  await succeed({ program: 'curl', args });
  await using client = await demo.imap(demo.person(1));
  await client.mailboxOpen('INBOX');
  const message = await client.fetchOne('*', { bodyStructure: true, bodyParts: ['2'] });
  assert.ok(message);
  const attachment = message.bodyStructure?.childNodes?.[1];
  assert.equal(attachment?.dispositionParameters?.['filename'], 'list.csv');
  const octets = Buffer.from(message.bodyParts?.get('2')?.toString() ?? '', 'base64');
  assert.equal(octets.toString(), 'name;count\nFicus;1\n');
});

for (const mechanism of ['plain', 'login', 'scram-sha-256']) {
  test(`msmtp submits with STARTTLS and ${mechanism}`, async () => {
    const { address, password } = demo.person(0);
    const config = [
      'account default',
      'host localhost',
      `port ${demo.port('submission')}`,
      'tls on',
      'tls_starttls on',
      `tls_trust_file ${demo.ready.certificateAuthority}`,
      `auth ${mechanism}`,
      `user ${address}`,
      `password ${password}`,
      `from ${address}`,
      '',
    ].join('\n');
    const subject = `msmtp ${mechanism}`;
    const args = ['-C', demo.file(`msmtp-${mechanism}`, config), demo.person(1).address];
    await succeed({ program: 'msmtp', args, input: mail(subject).replaceAll('\r\n', '\n') });
    await assertDelivered(subject);
  });
}
