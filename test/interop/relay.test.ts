/** Our client brings mail to a whole server: over TCP, behind STARTTLS, several on one connection. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { dial } from '#net/dial.ts';
import { SmtpClient } from '#relay/smtp-client.ts';
import { Demo } from '#test/interop/demo.ts';
import { found } from '#test/interop/look.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

async function open(): Promise<SmtpClient> {
  const authorities = readFileSync(demo.ready.certificateAuthority, 'utf8');
  const trust = { serverName: 'localhost', certificate: 'authority', authorities } as const;
  const target = { address: '127.0.0.1', port: demo.port('smtp'), trust, id: 'relay' };
  const client = await SmtpClient.open(await dial(target), 'client.example.org');
  await client.startTls();
  return client;
}

test('Messages go out over one connection, and are in the mailbox when they are answered', async () => {
  const client = await open();
  const { address } = demo.person(1);
  for (const subject of ['relayed one', 'relayed two']) {
    const body = Buffer.from(`From: a@example.org\r\nSubject: ${subject}\r\n\r\n.dot\r\nno end`);
    const answers = await client.send({
      sender: 'a@example.org',
      recipients: [{ recipient: address }, { recipient: 'nobody@example.test' }],
      chunks: [body.subarray(0, 50), body.subarray(50)],
      length: body.length,
      body: '8bitmime',
    });
    assert.deepEqual(
      answers.map(({ code, enhanced }) => [code, enhanced]),
      [
        [250, '2.0.0'],
        [550, '5.1.1'],
      ],
    );
  }
  await client.quit();
  await using imap = await demo.imap(demo.person(1));
  for (const subject of ['relayed one', 'relayed two']) {
    const [number = 0] = await found(imap, 'INBOX', { subject });
    const lock = await imap.getMailboxLock('INBOX');
    const message = await imap.fetchOne(String(number), { source: true });
    lock.release();
    assert.ok(message !== false);
    assert.match(message.source?.toString() ?? '', /\r\n\r\n\.dot\r\nno end\r\n$/);
  }
});

test('A message over the size that the server takes is not even offered', async () => {
  const client = await open();
  const octetsMax = client.offers.size?.octetsMax ?? 0;
  assert.ok(octetsMax > 1_000_000);
  const [answer] = await client.send({
    sender: 'a@example.org',
    recipients: [{ recipient: demo.person(1).address }],
    chunks: [],
    length: octetsMax + 1,
  });
  assert.deepEqual([answer?.code, answer?.enhanced], [552, '5.3.4']);
  await client.quit();
});
