import assert from 'node:assert/strict';
import { test } from 'node:test';

import { systemRandom } from '#base/random.ts';
import { webhookRetryMs } from '#core/webhooks/webhook-schedule.ts';
import { type PostWebhook, postsMax, webhookLeaseMs } from '#core/webhooks/webhook-sender.ts';
import { formerSecretMs, newWebhookSecret } from '#core/webhooks/webhook-secret.ts';
import { httpsPost } from '#net/https-post.ts';
import { rotateWebhookSecret } from '#store/operations/webhook/change-webhook.ts';
import { webhookEventState } from '#store/webhook-event.ts';
import { openSigned, WebhookReceiver } from '#test/stage/webhook-receiver.ts';
import { WebhookStage } from '#test/stage/webhook-stage.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const running = (): boolean => false;

const resolver = new ZoneResolver(new Map([['hook.test', [{ type: 'A', address: '127.0.0.1' }]]]));

const { authorities } = WebhookReceiver;

const post: PostWebhook = (request) => httpsPost({ resolver, authorities }, request);

test('A receiver gets each event signed, as Standard Webhooks has it', async () => {
  await using receiver = await WebhookReceiver.start();
  const stage = await WebhookStage.open();
  const { webhookId, secret } = await stage.hook(`https://hook.test:${receiver.port}/in`);
  await stage.happen('delivered', 1);
  await stage.happen('bounced', 2);
  assert.deepEqual(await stage.sender(post).run(running), { told: 2, failed: 0 });
  const bodies = receiver.received.map((request) => openSigned(request, secret));
  assert.deepEqual(
    bodies.toSorted((a, b) => a.data.number - b.data.number),
    [
      { type: 'delivered', timestamp: '2026-11-25T08:00:00.000Z', data: { number: 1 } },
      { type: 'bounced', timestamp: '2026-11-25T08:00:00.000Z', data: { number: 2 } },
    ],
  );
  const [first, second] = receiver.received;
  assert.equal(first?.headers['content-type'], 'application/json');
  assert.equal(first?.headers['webhook-timestamp'], String(stage.clock.now() / 1_000));
  assert.notEqual(first?.headers['webhook-id'], second?.headers['webhook-id']);
  assert.throws(() => first && openSigned({ ...first, body: `${first.body} ` }, secret));
  assert.deepEqual(
    (await stage.events(webhookId)).map(({ state, lastStatus }) => [state, lastStatus]),
    [
      [webhookEventState.done, 204],
      [webhookEventState.done, 204],
    ],
  );
  assert.equal(await stage.sender(post).run(running), undefined);
});

test('What fails is tried again in ever longer times, under one webhook-id, then given up', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.answer = () => ({ status: 503, body: 'Later' });
  const stage = await WebhookStage.open();
  const { webhookId } = await stage.hook(receiver.url());
  await stage.happen('deferred');
  const sender = stage.sender(post);
  assert.deepEqual(await sender.run(running), { told: 0, failed: 1 });
  for (const ms of webhookRetryMs) {
    stage.clock.advance(ms - 1);
    assert.equal(await sender.run(running), undefined, `not before ${ms} ms`);
    stage.clock.advance(1);
    assert.deepEqual(await sender.run(running), { told: 0, failed: 1 });
  }
  const [event] = await stage.events(webhookId);
  assert.equal(event?.state, webhookEventState.givenUp);
  assert.deepEqual([event?.attempts, event?.lastStatus, event?.lastAnswer], [10, 503, 'Later']);
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  assert.deepEqual([receiver.received.length, ids.size], [10, 1]);
  const times = new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp']));
  assert.equal(times.size, 10, 'signed anew each time');
});

test('A receiver that comes back gets what waits, the oldest first', async () => {
  await using receiver = await WebhookReceiver.start();
  const stage = await WebhookStage.open();
  const { webhookId, secret } = await stage.hook(receiver.url());
  receiver.answer = () => ({ status: 500 });
  const sender = stage.sender(post);
  await stage.happen('delivered', 1);
  await sender.run(running);
  stage.clock.advance(1);
  await stage.happen('delivered', 2);
  await stage.happen('delivered', 3);
  assert.equal(await sender.run(running), undefined, 'it rests');
  receiver.answer = () => ({ status: 200 });
  stage.clock.advance(5_000);
  assert.deepEqual(await sender.run(running), { told: 3, failed: 0 });
  const [, ...later] = receiver.received.map((request) => openSigned(request, secret).data.number);
  assert.deepEqual(
    later.toSorted((a, b) => a - b),
    [1, 2, 3],
  );
  const { failures, failingSince, pending } = await stage.webhook(webhookId);
  assert.deepEqual([failures, failingSince, pending], [0, 0, 0]);
});

test('410 switches a webhook off at once; a redirect is a failure and is not followed', async () => {
  await using receiver = await WebhookReceiver.start();
  const stage = await WebhookStage.open();
  const { webhookId } = await stage.hook(receiver.url());
  receiver.answer = () => ({ status: 302, location: receiver.url('/else') });
  await stage.happen('delivered');
  const sender = stage.sender(post);
  await sender.run(running);
  assert.deepEqual(
    receiver.received.map(({ path }) => path),
    ['/'],
  );
  const [event] = await stage.events(webhookId);
  assert.equal(event?.lastAnswer, 'Redirects are not followed');
  receiver.answer = () => ({ status: 410 });
  stage.clock.advance(5_000);
  await sender.run(running);
  const { enabled, disabledWhy } = await stage.webhook(webhookId);
  assert.deepEqual([enabled, disabledWhy], [false, 'the receiver answered 410 Gone']);
  const [warned] = stage.warned;
  assert.equal(warned?.message, 'Webhook switched off');
  assert.deepEqual(Object.keys(warned?.fields ?? {}), ['webhookId', 'accountId', 'host', 'why']);
  stage.clock.advance(3_600_000);
  await stage.happen('delivered');
  assert.equal(await sender.run(running), undefined);
});

test('A webhook that fails for five days is switched off, and the log says so', async () => {
  const stage = await WebhookStage.open();
  const { webhookId } = await stage.hook('https://hook.test/');
  const sender = stage.sender(async () => ({ status: 0, text: 'connect ECONNREFUSED' }));
  const dayMs = 86_400_000;
  for (let day = 0; day <= 5; day++) {
    await stage.happen('bounced', day);
    await sender.run(running);
    assert.equal((await stage.webhook(webhookId)).enabled, day < 5);
    stage.clock.advance(dayMs);
  }
  assert.equal((await stage.webhook(webhookId)).disabledWhy, 'nothing got through for 5 days');
  assert.equal(stage.warned.at(-1)?.message, 'Webhook switched off');
});

test('A receiver that says nothing keeps nobody else waiting, and no more than its lane', async () => {
  const stage = await WebhookStage.open();
  await stage.hook('https://slow.test/');
  await stage.hook('https://quick.test/');
  for (let number = 0; number < 100; number++) await stage.happen('delivered', number);
  let [slow, slowMost, quick, quickMost, quickNow] = [0, 0, 0, 0, 0];
  let stop = false;
  const sender = stage.sender(async ({ url, signal }) => {
    if (url === 'https://slow.test/') {
      slowMost = Math.max(slowMost, ++slow);
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      return { status: 0, text: 'It was broken off' };
    }
    quickMost = Math.max(quickMost, ++quickNow);
    await new Promise((resolve) => setImmediate(resolve));
    quickNow--;
    if (++quick === 100) stop = true;
    return { status: 200, text: '' };
  });
  const ended = sender.run(() => stop);
  assert.deepEqual(await ended, { told: 100, failed: 0 });
  assert.deepEqual([slowMost, quickMost], [4, 4]);
  assert.ok(slowMost + quickMost <= postsMax);
});

test('A crash between telling and writing it down tells it twice, under one webhook-id', async () => {
  await using receiver = await WebhookReceiver.start();
  const stage = await WebhookStage.open();
  const { webhookId, secret } = await stage.hook(receiver.url());
  await stage.happen('delivered', 7);
  let stop = false;
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  // The receiver has it, and the process is gone before it hears that.
  const killed = stage.sender(async (request) => {
    await post({ ...request, allowPrivate: true });
    stop = true;
    arrive();
    return await new Promise((resolve) => {
      request.signal?.addEventListener('abort', () => resolve({ status: 0, text: 'gone' }));
    });
  });
  const ended = killed.run(() => stop);
  await arrived;
  stage.clock.advance(500);
  assert.equal(await ended, undefined);
  const sender = stage.sender(post);
  assert.equal(await sender.run(running), undefined, 'claimed still');
  stage.clock.advance(webhookLeaseMs);
  assert.deepEqual(await sender.run(running), { told: 1, failed: 0 });
  const [first, second] = receiver.received;
  assert.equal(receiver.received.length, 2);
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
  assert.equal(first?.body, second?.body);
  assert.ok(second !== undefined && openSigned(second, secret).data.number === 7);
  assert.equal((await stage.events(webhookId))[0]?.attempts, 1);
});

test('For a day after a rotation the secret before signs too, and no longer', async () => {
  await using receiver = await WebhookReceiver.start();
  const stage = await WebhookStage.open();
  const url = receiver.url();
  const { webhookId, secret: former } = await stage.hook(url);
  const { accountId, secrets } = stage;
  const { text, sealed } = newWebhookSecret({ accountId, url }, { random: systemRandom, secrets });
  const wish = { actor: 'test', webhookId, secret: sealed, formerMs: formerSecretMs };
  await stage.store.write(rotateWebhookSecret, wish);
  const sender = stage.sender(post);
  await stage.happen('delivered', 1);
  await sender.run(running);
  stage.clock.advance(formerSecretMs);
  await stage.happen('delivered', 2);
  await sender.run(running);
  const [during, afterwards] = receiver.received;
  assert.ok(during !== undefined && afterwards !== undefined);
  for (const secret of [text, former]) assert.equal(openSigned(during, secret).data.number, 1);
  assert.equal(openSigned(afterwards, text).data.number, 2);
  assert.throws(() => openSigned(afterwards, former), /does not fit/);
});

test('A secret that cannot be opened is an error in the log, and nothing unsigned goes out', async () => {
  const stage = await WebhookStage.open();
  const { webhookId } = await stage.hook('https://hook.test/');
  const other = await WebhookStage.open();
  await stage.happen('delivered');
  let posts = 0;
  const sender = other.sender(async () => ({ status: 200, text: String(++posts) }));
  assert.equal(await sender.run(running), undefined, 'another store');
  Object.defineProperty(stage, 'secrets', { value: other.secrets });
  const robbed = stage.sender(async () => ({ status: 200, text: String(++posts) }));
  assert.deepEqual(await robbed.run(running), { told: 0, failed: 1 });
  assert.equal(posts, 0);
  assert.equal(stage.warned[0]?.message, 'Webhook cannot sign');
  assert.match((await stage.events(webhookId))[0]?.lastAnswer ?? '', /secret cannot be opened/);
});
