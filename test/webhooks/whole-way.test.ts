/** From a queued message of an application to the receiver of its webhook, through a whole server. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { openSecretBox } from '#app/load-secret-key.ts';
import { suppressComplained } from '#app/wiring/suppress-complained.ts';
import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import { newWebhookSecret } from '#core/webhooks/webhook-secret.ts';
import { webhookLeaseMs, WebhookSender } from '#core/webhooks/webhook-sender.ts';
import { httpsPost } from '#net/https-post.ts';
import { openStore } from '#store/engine/open-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listSuppressions } from '#store/operations/suppression/list-suppressions.ts';
import { createWebhook } from '#store/operations/webhook/create-webhook.ts';
import { listWebhookEvents } from '#store/operations/webhook/webhook-events.ts';
import { webhookEventKinds, webhookEventState } from '#store/webhook-event.ts';
import { makeTenant } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { makeShop } from '#test/stage/make-shop.ts';
import { RelayServer } from '#test/stage/relay-server.ts';
import { openSigned, type ReceiverAnswer, WebhookReceiver } from '#test/stage/webhook-receiver.ts';
import { WebhookStage } from '#test/stage/webhook-stage.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

/** Looks at the receiver, and milliseconds between them. */
const looksMax = 400;
const lookMs = 50;

const sender = 'shop@example.test';

/** A data folder with a message of the shop's to three recipients; returns the webhook's secret. */
async function prepare(data: string, url: string) {
  const store = await openStore({ folder: data, log: silentLog });
  try {
    const tenantId = await makeTenant(store, 'example.test');
    const accountId = await makeShop(store, tenantId);
    const owner = { accountId, url };
    const secrets = openSecretBox(data);
    const { text, sealed } = newWebhookSecret(owner, { random: systemRandom, secrets });
    const draft = { actor: 'test', ...owner, events: webhookEventKinds, allowPrivate: true };
    const { webhookId } = await store.write(createWebhook, { ...draft, secret: sealed });
    const recipients = ['bob', 'gone', 'later'].map((name) => {
      return { address: `${name}@far.test`, domain: 'far.test' };
    });
    const queue = { tenantId, accountId, sender, recipients };
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    const body = `From: ${sender}\r\nSubject: Secret order\r\n\r\nContent\r\n`;
    await store.write(deliver, input, [draftOf(body)]);
    return { secret: text, accountId, webhookId };
  } finally {
    await store.close();
  }
}

/** An Internet, a receiver and a data folder; `use` gets a server that is running. */
async function withServer(
  answer: ReceiverAnswer,
  use: (run: {
    readonly server: RelayServer;
    readonly receiver: WebhookReceiver;
    readonly data: string;
    readonly prepared: Awaited<ReturnType<typeof prepare>>;
  }) => Promise<void>,
): Promise<void> {
  await using internet = await FakeInternet.start();
  await using receiver = await WebhookReceiver.start();
  receiver.answer = () => answer;
  const folder = mkdtempSync(join(tmpdir(), 'postamt-webhooks-'));
  const data = join(folder, 'data');
  const authorities = join(folder, 'authorities.pem');
  writeFileSync(authorities, WebhookReceiver.authorities);
  internet.name('hook.test', '127.0.0.1');
  internet.domain('far.test', 'mx.far.test');
  await internet.server('mx.far.test', 2, {
    whim: (stage, line) => {
      if (stage !== 'RCPT') return undefined;
      if (line.includes('gone@')) return '550 5.1.1 Nobody here';
      return line.includes('later@') ? '450 4.2.0 Greylisted' : undefined;
    },
  });
  try {
    const prepared = await prepare(data, `https://hook.test:${receiver.port}/mail`);
    const { nameServer, port } = internet;
    const server = await RelayServer.start({ data, nameServer, port, authorities });
    try {
      for (let look = 0; look < looksMax && receiver.received.length < 3; look++) {
        await sleep(lookMs);
      }
      await use({ server, receiver, data, prepared });
    } finally {
      await server.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('Of a message one recipient has it, one is refused, one waits: three signed events', async () => {
  await withServer({ status: 204 }, async ({ server, receiver, data, prepared }) => {
    const { secret, accountId, webhookId } = prepared;
    assert.equal(await server.stop(), 0);
    const events = receiver.received.map((request) => openSigned(request, secret));
    const byName = events.toSorted((a, b) => (a.data.recipient < b.data.recipient ? -1 : 1));
    const told = byName.map(({ type, data: { recipient, remote, hard, classification } }) => {
      const { server: name, code, enhancedCode } = remote;
      return [recipient, type, code, enhancedCode, classification, hard, name];
    });
    const name = 'mx.far.test [127.0.0.2]';
    assert.deepEqual(told, [
      ['bob@far.test', 'delivered', 250, '2.0.0', undefined, undefined, name],
      ['gone@far.test', 'bounced', 550, '5.1.1', 'unknown-address', true, name],
      ['later@far.test', 'deferred', 450, '4.2.0', 'busy', undefined, name],
    ]);
    const deferred = events.find(({ type }) => type === 'deferred');
    assert.ok(Date.parse(deferred.data.nextAttemptAt) > Date.parse(deferred.timestamp));
    assert.equal(deferred.data.sender, sender);
    const everything = JSON.stringify(receiver.received);
    assert.ok(!everything.includes('Secret order') && !everything.includes('Content\\r'));
    const store = await openStore({ folder: data, log: silentLog });
    try {
      const rows = await store.read(listWebhookEvents, { accountId, webhookId, limit: 9 });
      assert.deepEqual(
        rows.map(({ state, attempts, lastStatus }) => [state, attempts, lastStatus]),
        Array.from({ length: 3 }, () => [webhookEventState.done, 1, 204]),
      );
    } finally {
      await store.close();
    }
  });
});

test('kill -9 while receivers have not answered yet: all is told again under the same ids', async () => {
  await withServer('hang', async ({ server, receiver, data, prepared }) => {
    await server.kill();
    const before = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.equal(before.length, 3);
    receiver.answer = () => ({ status: 200 });
    // The claims of the dead server are over by then.
    const clock = new ManualClock(Date.now() + webhookLeaseMs);
    const store = await openStore({ folder: data, log: silentLog, clock });
    try {
      const resolver = new ZoneResolver(
        new Map([['hook.test', [{ type: 'A', address: '127.0.0.1' }]]]),
      );
      const { authorities } = WebhookReceiver;
      const sender = new WebhookSender({
        store,
        clock,
        random: systemRandom,
        log: silentLog,
        secrets: openSecretBox(data),
        post: (request) => httpsPost({ resolver, authorities }, request),
      });
      assert.deepEqual(await sender.run(() => false), { told: 3, failed: 0 });
    } finally {
      await store.close();
    }
    const again = receiver.received.slice(3);
    for (const request of again) openSigned(request, prepared.secret);
    const after = again.map(({ headers }) => headers['webhook-id']);
    assert.deepEqual(new Set(after), new Set(before));
  });
});

test('A proven complaint is told to its application, any other one is not (RFC 5965 §7.3)', async () => {
  const stage = await WebhookStage.open();
  const { webhookId } = await stage.hook('https://hook.test/');
  const { tenantId } = await stage.webhook(webhookId);
  const complained = suppressComplained(stage.store);
  const complaint = { tenantId, recipient: 'Bob@far.test', sender, messageIdHeader: '' };
  const report = { ...complaint, kind: 'abuse', reporter: 'fbl@far.test' };
  await complained({ ...report, verified: false });
  assert.deepEqual(await stage.events(webhookId), []);
  await complained({ ...report, verified: true });
  const [event] = await stage.events(webhookId);
  const { type, data } = JSON.parse(event?.payload ?? '{}');
  assert.deepEqual(
    [type, data.recipient, data.feedbackType],
    ['complained', 'Bob@far.test', 'abuse'],
  );
  const listed = { tenantId, accountId: 0, after: '', limit: 9 };
  assert.equal((await stage.store.read(listSuppressions, listed))[0]?.address, 'bob@far.test');
});
