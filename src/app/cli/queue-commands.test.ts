import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openStore } from '#store/engine/open-store.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { CliStage } from '#test/cli/stage.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Queues a message of the administrator for two people elsewhere. */
async function queueOne(stage: CliStage): Promise<number> {
  const store = await openStore({ folder: stage.data });
  try {
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    const recipients = ['ben', 'eva'].map((name) => {
      return { address: `${name}@example.com`, domain: 'example.com' };
    });
    const queue = { tenantId: 1, accountId: 1, sender: 'admin@example.org', recipients };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    const { queueId } = await store.write(deliver, input, [draftOf('Subject: x\r\n\r\ntext\r\n')]);
    return queueId ?? 0;
  } finally {
    await store.close();
  }
}

/** What is in the administrator's INBOX. */
async function inboxOfAdmin(stage: CliStage): Promise<readonly string[]> {
  const store = await openStore({ folder: stage.data });
  try {
    const box = await store.read(mailboxByPath, { accountId: 1, path: ['INBOX'] });
    const mailboxId = box?.mailboxId ?? 0;
    const range = { accountId: 1, mailboxId, afterUid: 0, limit: 100 };
    const messageIds = (await store.read(loadEntries, range)).map(([, messageId]) => messageId);
    const bodies = [];
    for (const row of await store.read(messageBlobs, { accountId: 1, messageIds })) {
      const [, blobId, segment, offset, storedLength, length, sha256] = row;
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      bodies.push(Buffer.from(await store.readBlob(place)).toString());
    }
    return bodies;
  } finally {
    await store.close();
  }
}

test('The queue is listed, held, released, retried and cancelled', async () => {
  using stage = new CliStage();
  await stage.setup();
  assert.match((await stage.run('queue', 'list')).stdout, /^The queue is empty/);
  const id = String(await queueOne(stage));

  const { stdout } = await stage.run('queue', 'list', '--domain', 'Example.COM');
  assert.match(stdout, /admin@example\.org +ben@example\.com .* waiting +0 /);
  const held = await stage.ask('queue', 'hold', id, '--recipient', 'ben@example.com');
  assert.deepEqual(held, { id: Number(id), change: 'hold', recipients: 1, underWay: 0 });
  const listed: { recipient: string; state: string }[] = await stage.ask('queue', 'list', '--held');
  assert.deepEqual(
    listed.map(({ recipient, state }) => [recipient, state]),
    [['ben@example.com', 'held']],
  );
  const shown = await stage.run('queue', 'show', id);
  assert.match(shown.stdout, /eva@example\.com: waiting, 0 attempts/);
  await stage.ask('queue', 'release', id);
  assert.deepEqual(await stage.ask('queue', 'list', '--held'), []);
  assert.equal((await stage.ask('queue', 'retry', id)).recipients, 2);

  const said = await stage.run('queue', 'cancel', id, '--yes');
  assert.match(said.stdout, /^Cancelled the message \d+: 2 recipients/);
  const gone = await stage.run('queue', 'show', id, '--json');
  assert.equal(gone.error.code, 'queue.absent');
  assert.equal(gone.error.advice, '"postamt queue list" shows what waits');
  assert.equal((await stage.run('check', '--json')).code, 0);
  assert.ok(stage.audit().some((line) => line.endsWith(`queue.cancel ${id}`)));
});

test('Many messages are changed at once: of a domain, of a sender, or all', async () => {
  using stage = new CliStage();
  await stage.setup();
  for (let count = 0; count < 3; count++) await queueOne(stage);
  const held = await stage.ask('queue', 'hold', '--domain', 'example.com');
  assert.deepEqual(held, { change: 'hold', messages: 3, underWay: 0 });
  assert.deepEqual(await stage.ask('queue', 'release', '--sender', 'nobody@example.org'), {
    change: 'release',
    messages: 0,
    underWay: 0,
  });
  assert.equal((await stage.ask('queue', 'list', '--held')).length, 6);
  assert.equal((await stage.ask('queue', 'retry', '--sender', 'admin@example.org')).messages, 3);
  assert.deepEqual(await stage.ask('queue', 'list', '--held'), []);
  const none = await stage.run('queue', 'cancel', '--json');
  assert.equal(none.error.why, 'No message was named');
  const said = await stage.run('queue', 'cancel', '--all', '--yes');
  assert.match(said.stdout, /^Cancelled 3 messages/);
  assert.deepEqual(await stage.ask('queue', 'list'), []);
});

test('A message is given up: its sender gets a report with the reason, and no list learns of it', async () => {
  using stage = new CliStage();
  await stage.setup();
  const id = String(await queueOne(stage));
  const one = await stage.ask('queue', 'bounce', id, '--recipient', 'ben@example.com', '--yes');
  assert.deepEqual(one, { id: Number(id), change: 'bounce', recipients: 1, told: true });
  assert.equal((await stage.ask('queue', 'list')).length, 1);
  const said = await stage.run(
    'queue',
    'bounce',
    '--all',
    '--yes',
    '--reason',
    'Firma geschlossen',
  );
  assert.match(said.stdout, /^Gave up one message/);
  assert.deepEqual(await stage.ask('queue', 'list'), []);
  const again = await stage.run('queue', 'bounce', id, '--yes', '--json');
  assert.equal(again.error.code, 'queue.absent');
  const asked = await stage.run('queue', 'bounce', id);
  assert.match(asked.stderr, /Say --yes/);
  assert.ok(stage.audit().some((line) => line.endsWith(`queue.bounce ${id}`)));
  const reports = await inboxOfAdmin(stage);
  assert.equal(reports.length, 2);
  assert.match(reports[0] ?? '', /administrator of our server has stopped trying/);
  assert.match(
    reports[1] ?? '',
    /eva@example\.com\r\n[^]*administrator says:\r\n +Firma geschlossen\r\n/,
  );
  assert.match(reports[1] ?? '', /Action: failed\r\nStatus: 5\.0\.0\r\n/);
  assert.equal((await stage.run('check', '--json')).code, 0);
});

test('A number that is none is told as such', async () => {
  using stage = new CliStage();
  await stage.setup();
  const said = await stage.run('queue', 'show', 'x');
  assert.equal(said.code, 2);
  assert.match(said.stderr, /Write the number that "queue list" shows/);
});
