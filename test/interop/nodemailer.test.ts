/** nodemailer: the mailer of web applications. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createTransport, type SendMailOptions, type SentMessageInfo } from 'nodemailer';

import { Demo } from '#test/interop/demo.ts';
import { found } from '#test/interop/look.ts';

type Listener = 'submission' | 'submissions' | 'smtp';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

/** Sends as Ada, or as a stranger on port 25. */
async function send(
  listener: Listener,
  mail: SendMailOptions,
  mechanism = 'PLAIN',
): Promise<SentMessageInfo> {
  const { address, password } = demo.person(0);
  const transport = createTransport({
    host: '127.0.0.1',
    port: demo.port(listener),
    secure: listener === 'submissions',
    requireTLS: true,
    tls: { ca: demo.certificateAuthority, servername: 'localhost' },
    ...(listener === 'smtp'
      ? {}
      : { auth: { user: address, pass: password }, authMethod: mechanism }),
  });
  try {
    return await transport.sendMail({ from: address, to: demo.person(1).address, ...mail });
  } finally {
    transport.close();
  }
}

for (const mechanism of ['PLAIN', 'LOGIN']) {
  test(`nodemailer submits with STARTTLS and AUTH ${mechanism}`, async () => {
    const info = await send('submission', { subject: mechanism, text: 'Hello' }, mechanism);
    assert.deepEqual(info.accepted, [demo.person(1).address]);
    assert.match(String(info.response), /^250 2\.0\.0 /);
  });
}

test('HTML with a picture and an attachment of 3 MB comes back the same', async () => {
  const big = Buffer.alloc(3_000_000, 'Postamt ');
  await send('submissions', {
    subject: 'Ein Bild 🖼 und viel mehr',
    html: '<p>Grüße <img src="cid:picture"></p>',
    text: 'Grüße',
    attachments: [
      { filename: 'Übersicht 2026.bin', content: big },
      { filename: 'dot.png', content: Buffer.from('89504e47', 'hex'), cid: 'picture' },
    ],
  });
  await using client = await demo.imap(demo.person(1));
  const [number] = await found(client, 'INBOX', { subject: 'viel mehr' });
  const message = await client.fetchOne(String(number), { envelope: true, bodyStructure: true });
  assert.ok(message);
  assert.equal(message.envelope?.subject, 'Ein Bild 🖼 und viel mehr');
  const attachment = message.bodyStructure?.childNodes?.[1];
  assert.equal(attachment?.dispositionParameters?.['filename'], 'Übersicht 2026.bin');
  const { content } = await client.download(String(number), attachment?.part);
  assert.ok(content);
  const octets: Buffer[] = [];
  for await (const chunk of content) octets.push(chunk);
  assert.ok(Buffer.concat(octets).equals(big));
});

test('Delivery status is asked for in the envelope (RFC 3461 §4)', async () => {
  const info = await send('submissions', {
    subject: 'With a receipt',
    text: 'Hello',
    dsn: {
      id: 'order-17',
      return: 'headers',
      notify: ['success', 'failure', 'delay'],
      recipient: demo.person(0).address,
    },
  });
  assert.deepEqual(info.rejected ?? [], []);
});

test('An address in UTF-8 is accepted from and to (RFC 6531 §3.2)', async () => {
  const info = await send('smtp', {
    from: 'jürgen@bücher.example',
    subject: 'Von Jürgen',
    text: 'Grüße',
  });
  assert.deepEqual(info.accepted, [demo.person(1).address]);
  await using client = await demo.imap(demo.person(1));
  assert.equal((await found(client, 'INBOX', { subject: 'Von Jürgen' })).length, 1);
});

test('Unknown recipients are told apart from those that exist', async () => {
  const info = await send('smtp', {
    from: 'guest@example.org',
    to: [demo.person(1).address, 'nobody@example.test'],
    subject: 'To one of two',
    text: 'Hello',
  });
  assert.deepEqual(info.rejected, ['nobody@example.test']);
  assert.match(String(info.rejectedErrors?.[0]?.message), /550 5\.1\.1/);
});

test('A wrong password is told as such', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: demo.port('submissions'),
    secure: true,
    tls: { ca: demo.certificateAuthority, servername: 'localhost' },
    auth: { user: demo.person(0).address, pass: 'wrong' },
  });
  await assert.rejects(transport.verify(), { code: 'EAUTH', responseCode: 535 });
  transport.close();
});
