import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { test } from 'node:test';

import { openStore } from '#store/engine/open-store.ts';
import { writeOperation } from '#store/operation.ts';
import {
  listeningWebhooks,
  noteWebhookEvents,
} from '#store/operations/webhook/note-webhook-events.ts';
import { recordWebhookAnswer } from '#store/operations/webhook/record-webhook-answer.ts';
import { CliStage } from '#test/cli/stage.ts';
import { openSigned, WebhookReceiver } from '#test/stage/webhook-receiver.ts';

/** Two events for every webhook of an account. */
const note = writeOperation('note', function* (tx, accountId: number) {
  const webhooks = yield* listeningWebhooks(tx, accountId);
  const data = { recipient: 'r@far.test' };
  yield* noteWebhookEvents(tx, { accountId, webhooks }, [
    { kind: 'delivered', data },
    { kind: 'bounced', data },
  ]);
});

async function makeShop(stage: CliStage): Promise<number> {
  await stage.setup();
  return (await stage.ask('application', 'create', 'Shop', '--from', 'shop@example.org')).id;
}

test('A webhook is made with a secret that is shown once, listed, switched and removed', async () => {
  using stage = new CliStage();
  await makeShop(stage);
  const url = 'https://shop.example.org/mail';
  const made = await stage.run('webhook', 'create', 'Shop', url, '--events', 'bounced,complained');
  assert.match(made.stdout, /Made the webhook 1: https:\/\/shop\.example\.org\/mail hears/);
  assert.match(made.stdout, /Secret: whsec_[A-Za-z0-9+/]{43}=\n/);
  const other = await stage.ask('webhook', 'create', 'Shop', 'https://b.example.org');
  assert.deepEqual(other.events, ['delivered', 'deferred', 'bounced', 'complained']);
  const [first, second] = await stage.ask('webhook', 'list', '--application', 'Shop');
  assert.deepEqual(
    [first.id, first.application, first.url, first.events, first.enabled, first.waiting],
    [1, 'Shop', url, ['bounced', 'complained'], true, 0],
  );
  assert.equal(second.url, 'https://b.example.org/');
  const list = await stage.run('webhook', 'list');
  assert.match(
    list.stdout,
    /1 +Shop +https:\/\/shop\.example\.org\/mail +bounced,complained +0 +on/,
  );
  assert.match((await stage.run('webhook', 'show', '1')).stdout, /Private networks +refused/);
  assert.match((await stage.run('webhook', 'disable', '1')).stdout, /The webhook 1 is off/);
  assert.match((await stage.run('webhook', 'show', '1')).stdout, /State +off: by cli:tester/);
  assert.match((await stage.run('webhook', 'enable', '1')).stdout, /The webhook 1 is on again/);
  assert.equal((await stage.run('webhook', 'remove', '1')).code, 2, 'nobody to ask');
  assert.equal((await stage.ask('webhook', 'remove', '1', '--yes')).removed, 1);
  assert.deepEqual((await stage.ask('webhook', 'list')).length, 1);
  assert.deepEqual(
    stage.audit().filter((line) => line.includes(' webhook.')),
    [
      'cli:tester webhook.create 1',
      'cli:tester webhook.create 2',
      'cli:tester webhook.disable 1',
      'cli:tester webhook.enable 1',
      'cli:tester webhook.remove 1',
    ],
  );
  // Neither the database nor anything that is shown has the secret.
  const [, secret = ''] = /whsec_(\S+)/.exec(made.stdout) ?? [];
  const database = new DatabaseSync(join(stage.data, 'meta.db'), { readOnly: true });
  const rows = JSON.stringify(database.prepare('SELECT detail FROM audit').all());
  database.close();
  assert.ok(!rows.includes(secret) && !list.stdout.includes(secret));
});

test('What is wrong is said with the way out', async () => {
  using stage = new CliStage();
  await makeShop(stage);
  const wrong = async (...args: string[]) => (await stage.run('webhook', ...args, '--json')).error;
  const plain = await wrong('create', 'Shop', 'http://shop.example.org/');
  assert.equal(plain.code, 'webhook.url');
  assert.match(plain.why, /Without TLS/);
  assert.match(plain.advice, /https:/);
  assert.equal((await wrong('create', 'Nobody', 'https://a.test/')).code, 'application.absent');
  const kinds = await wrong('create', 'Shop', 'https://a.test/', '--events', 'opened');
  assert.match(kinds.why, /delivered, deferred, bounced, complained/);
  await stage.ask('webhook', 'create', 'Shop', 'https://a.test/');
  assert.equal((await wrong('create', 'Shop', 'https://a.test')).code, 'webhook.exists');
  for (const verb of ['show', 'rotate', 'test', 'deliveries', 'enable', 'disable']) {
    const { code, advice } = await wrong(verb, '99');
    assert.deepEqual([verb, code], [verb, 'webhook.absent']);
    assert.match(advice, /webhook list/);
  }
  assert.equal((await wrong('redeliver', '99')).code, 'webhook-event.absent');
});

test('A test event goes out signed, and what the receiver says is shown', async () => {
  await using receiver = await WebhookReceiver.start();
  using stage = new CliStage();
  await makeShop(stage);
  const authorities = stage.file('authorities.pem');
  writeFileSync(authorities, WebhookReceiver.authorities);
  const relay = `\n[resolver]\nservers = ["127.0.0.1:1"]\n[relay]\nauthorities = "${authorities}"\n`;
  appendFileSync(stage.config, relay);
  const url = receiver.url('/in');
  const { secret } = await stage.ask('webhook', 'create', 'Shop', url, '--allow-private');
  receiver.answer = () => ({ status: 200, body: 'Fine\n' });
  const said = await stage.run('webhook', 'test', '1');
  assert.match(said.stdout, /^https:\/\/127\.0\.0\.1:\d+\/in answered 200 in \d+ ms: Fine\n$/);
  const [request] = receiver.received;
  assert.ok(request !== undefined);
  const { type, data } = openSigned(request, secret);
  assert.deepEqual([type, data], ['test', { webhook: 1, application: 'Shop' }]);
  receiver.answer = () => ({ status: 200 });
  const rotated = await stage.ask('webhook', 'rotate', '1', '--now');
  assert.match((await stage.run('webhook', 'rotate', '1')).stdout, /before signs too until 20/);
  await stage.ask('webhook', 'test', '1');
  const both = receiver.received.at(-1);
  assert.ok(both !== undefined && openSigned(both, rotated.secret).type === 'test');
  assert.throws(() => openSigned(both, secret), /does not fit/);
  receiver.answer = () => ({ status: 401, body: 'Who?' });
  const denied = await stage.run('webhook', 'test', '1', '--json');
  assert.equal(denied.code, 1);
  assert.equal(denied.error.why, 'The receiver answered 401: Who?');
  assert.match(denied.error.advice, /secret/);
  // Without leave it does not go where only we can go.
  await stage.ask('webhook', 'create', 'Shop', receiver.url('/else'));
  const refused = await stage.run('webhook', 'test', '2', '--json');
  assert.match(refused.error.why, /not a public address/);
  assert.match(refused.error.advice, /--allow-private/);
  assert.equal(receiver.received.length, 3);
});

test('Deliveries show what was told and answered, and one is told again', async () => {
  using stage = new CliStage();
  const accountId = await makeShop(stage);
  await stage.ask('webhook', 'create', 'Shop', 'https://a.test/');
  assert.match((await stage.run('webhook', 'deliveries', '1')).stdout, /nothing yet/);
  const store = await openStore({ folder: stage.data });
  try {
    await store.write(note, accountId);
    const settled = { accountId, webhookId: 1, eventId: 1, failingMsMax: 1_000_000 };
    const answer = { status: 500, answer: 'Broken\n', taken: false };
    await store.write(recordWebhookAnswer, { ...settled, ...answer });
  } finally {
    await store.close();
  }
  const [first, second, ...more] = await stage.ask('webhook', 'deliveries', '1');
  assert.equal(more.length, 0);
  assert.deepEqual(
    [first.kind, first.state, first.attempts, first.status, first.answer, first.nextAttemptAt],
    ['delivered', 'failed', 1, 500, 'Broken\n', null],
  );
  assert.deepEqual([second.kind, second.state], ['bounced', 'waiting']);
  assert.match(first.webhookId, /^msg_[0-9a-z]+_1$/);
  assert.equal(first.payload.data.recipient, 'r@far.test');
  const failed = await stage.run('webhook', 'deliveries', '1', '--state', 'failed');
  assert.match(failed.stdout, /1 .* delivered +failed +1 +- +500 Broken/);
  assert.match(
    (await stage.run('webhook', 'redeliver', '1')).stdout,
    /told to the webhook 1 again/,
  );
  const again = await stage.ask('webhook', 'deliveries', '1', '--state', 'waiting', '--lines', '9');
  assert.equal(again.length, 2);
  assert.equal(again[0].webhookId, first.webhookId);
});
