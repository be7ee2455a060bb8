/** Webhooks of applications on each engine: what is kept to be told, and what came of it. */
import assert from 'node:assert/strict';

import { writeOperation } from '#store/operation.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { bounceQueued } from '#store/operations/queue/bounce-queued.ts';
import {
  removeWebhook,
  rotateWebhookSecret,
  setWebhookEnabled,
} from '#store/operations/webhook/change-webhook.ts';
import { claimWebhookEvents, dueWebhooks } from '#store/operations/webhook/claim-webhook-events.ts';
import { webhooksMax } from '#store/operations/webhook/create-webhook.ts';
import { noteComplaint } from '#store/operations/webhook/note-complaint.ts';
import {
  noteWebhookEvents,
  webhookPendingMax,
} from '#store/operations/webhook/note-webhook-events.ts';
import { pruneWebhookEvents } from '#store/operations/webhook/prune-webhook-events.ts';
import { recordWebhookAnswer } from '#store/operations/webhook/record-webhook-answer.ts';
import {
  listWebhookEvents,
  redeliverWebhookEvent,
} from '#store/operations/webhook/webhook-events.ts';
import { findWebhook, listWebhooks } from '#store/operations/webhook/webhook-row.ts';
import { webhookEventState } from '#store/webhook-event.ts';
import { contract } from '#test/contract/contract.ts';
import { attempt, found, hook, sent, told } from '#test/contract/webhook-world.ts';
import { facts } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';
import { makeShop } from '#test/stage/make-shop.ts';

const actor = 'contract';

const dayMs = 86_400_000;

contract('an attempt and the events about it are one transaction', async (world) => {
  const { clock } = world;
  const shop = await makeShop(world.store, world.tenantId);
  const all = await found(world, await hook(world, shop));
  const some = await found(world, await hook(world, shop, ['bounced'], 'https://hook.test/b'));
  const nextAttemptAt = clock.now() + 300_000;
  const queueId = await attempt(
    world,
    shop,
    { ...sent(0), server: 'mx.far.test [192.0.2.1]', tls: 'TLSv1.3' },
    {
      recipientNumber: 1,
      address: 'r1@far.test',
      outcome: 'failed',
      reply: '550 5.1.1 Nobody',
      suppress: true,
      verdict: {
        number: 2,
        code: 550,
        enhanced: '5.1.1',
        failure: 'unknown-address',
        expired: false,
      },
    },
    {
      recipientNumber: 2,
      address: 'r2@far.test',
      outcome: 'deferred',
      reply: 'No server answers',
      nextAttemptAt,
      verdict: { number: 1, code: 0, enhanced: '', failure: 'unreachable', expired: false },
    },
  );
  const at = new Date(clock.now()).toISOString();
  const about = { traceId: 'trace-1', queueId, messageId: '<1@shop>', sender: 'shop@example.test' };
  const bounced = {
    type: 'bounced',
    timestamp: at,
    data: {
      ...about,
      recipient: 'r1@far.test',
      remote: {
        server: null,
        code: 550,
        enhancedCode: '5.1.1',
        words: '550 5.1.1 Nobody',
        tls: null,
      },
      attempt: 2,
      classification: 'unknown-address',
      hard: true,
      suppressed: true,
    },
  };
  assert.deepEqual(
    (await told(world, all)).map(({ payload }) => payload),
    [
      {
        type: 'delivered',
        timestamp: at,
        data: {
          ...about,
          recipient: 'r0@far.test',
          remote: {
            server: 'mx.far.test [192.0.2.1]',
            code: 250,
            enhancedCode: '2.0.0',
            words: '250 2.0.0 Yes',
            tls: 'TLSv1.3',
          },
          attempt: 1,
        },
      },
      bounced,
      {
        type: 'deferred',
        timestamp: at,
        data: {
          ...about,
          recipient: 'r2@far.test',
          remote: {
            server: null,
            code: null,
            enhancedCode: null,
            words: 'No server answers',
            tls: null,
          },
          attempt: 1,
          classification: 'unreachable',
          nextAttemptAt: new Date(nextAttemptAt).toISOString(),
        },
      },
    ],
  );
  assert.deepEqual(
    (await told(world, some)).map(({ payload }) => payload),
    [bounced],
  );
  assert.deepEqual(
    [await found(world, all.webhookId), await found(world, some.webhookId)].map((w) => w.pending),
    [3, 1],
  );
});

contract('mail of others and webhooks that are off hear of nothing', async (world) => {
  const { store, ada } = world;
  const shop = await makeShop(world.store, world.tenantId);
  const webhookId = await hook(world, shop);
  await attempt(world, ada, sent());
  await store.write(setWebhookEnabled, { actor, webhookId, enabled: false });
  await attempt(world, shop, sent());
  const off = await found(world, webhookId);
  assert.deepEqual([off.enabled, off.disabledWhy], [false, 'by contract']);
  assert.deepEqual(await told(world, off), []);
  await store.write(setWebhookEnabled, { actor, webhookId, enabled: true });
  await attempt(world, shop, sent());
  assert.equal((await told(world, off)).length, 1);
});

contract(
  'what an administrator gives up is told, and is no fault of the address',
  async (world) => {
    const { store, tenantId, clock } = world;
    const shop = await makeShop(store, tenantId);
    const webhook = await found(world, await hook(world, shop, ['bounced']));
    const later = { ...sent(0), outcome: 'deferred' as const, nextAttemptAt: clock.now() + 1 };
    const queueId = await attempt(world, shop, later);
    const wish = { actor, queueId, recipientNumbers: [0], reason: 'Wrong list', reports: [] };
    await store.write(bounceQueued, wish);
    const [event] = await told(world, webhook);
    const { recipient, remote, attempt: number, classification, hard } = event?.payload.data ?? {};
    assert.deepEqual(
      [recipient, remote.words, number, classification, hard],
      ['r0@far.test', 'Wrong list', null, 'given-up', false],
    );
  },
);

contract('people of this server have it at once, each address once', async (world) => {
  const { store, tenantId, ada, ben } = world;
  const shop = await makeShop(world.store, world.tenantId);
  const webhook = await found(world, await hook(world, shop));
  const to = [ada, ben].map((accountId) => ({ accountId, flags: 0, keywords: [] }));
  const input = { ...facts, digest: 77, recipients: to, whenFull: 'refuse' as const };
  const trace = {
    traceId: 'trace-2',
    tenantId,
    sender: 'shop@example.test',
    recipients: ['team@example.test', 'far@far.test'],
    messageIdHeader: '<2@shop>',
    people: { senderAccountId: shop, recipientAccountIds: [[ada, ben], []] },
    steps: '',
  };
  const application = { accountId: shop, traceId: 'trace-2' };
  await store.write(deliver, { ...input, trace, application }, [draftOf('x')]);
  // The same message once more is known again.
  await store.write(deliver, { ...input, trace, application }, [draftOf('x')]);
  const events = await told(world, webhook);
  assert.deepEqual(
    events.map(({ payload }) => payload.data),
    [
      {
        traceId: 'trace-2',
        queueId: null,
        messageId: '<2@shop>',
        sender: 'shop@example.test',
        recipient: 'team@example.test',
        remote: null,
        attempt: 1,
      },
    ],
  );
});

contract(
  'a complaint is told to the application whose message it was (RFC 5965 §7.3)',
  async (world) => {
    const { store, tenantId, ada } = world;
    const shop = await makeShop(world.store, world.tenantId);
    const webhook = await found(world, await hook(world, shop, ['complained']));
    await attempt(world, shop, sent());
    const complaint = {
      tenantId,
      recipient: 'r0@far.test',
      sender: 'bounces@example.test',
      messageIdHeader: '<1@shop>',
      kind: 'abuse',
      reporter: 'fbl@far.test',
    };
    await store.write(noteComplaint, complaint);
    await store.write(noteComplaint, {
      ...complaint,
      sender: 'Shop@example.test',
      messageIdHeader: '<unknown@shop>',
    });
    await store.write(noteComplaint, {
      ...complaint,
      sender: 'ada@example.test',
      messageIdHeader: '',
    });
    // A message that is known to be Ada's is not the shop's, whatever the report says of its sender.
    const people = { senderAccountId: ada, recipientAccountIds: [] };
    const trace = {
      traceId: 'ada-1',
      tenantId,
      sender: 'ada@example.test',
      recipients: [],
      people,
    };
    const queue = { tenantId, accountId: ada, sender: 'ada@example.test', recipients: [] };
    await store.write(
      deliver,
      {
        ...facts,
        digest: undefined,
        recipients: [],
        queue,
        whenFull: 'refuse',
        trace: { ...trace, messageIdHeader: '<1@ada>', steps: '' },
      },
      [draftOf('x')],
    );
    await store.write(noteComplaint, {
      ...complaint,
      sender: 'shop@example.test',
      messageIdHeader: '<1@ada>',
    });
    assert.deepEqual(
      (await told(world, webhook)).map(({ payload }) => [
        payload.type,
        payload.data.traceId,
        payload.data.messageId,
        payload.data.feedbackType,
      ]),
      [
        ['complained', 'trace-1', '<1@shop>', 'abuse'],
        ['complained', null, '<unknown@shop>', 'abuse'],
      ],
    );
  },
);

contract('an event is claimed once, tried again in time, and taken or given up', async (world) => {
  const { store, clock } = world;
  const shop = await makeShop(world.store, world.tenantId);
  const webhookId = await hook(world, shop);
  await attempt(world, shop, sent(0), sent(1));
  const key = { accountId: shop, webhookId };
  const claim = { ...key, leaseMs: 60_000 };
  const due = async (): Promise<number> => (await store.read(dueWebhooks, { limit: 9 })).length;
  assert.equal(await due(), 1);
  const [first] = await store.write(claimWebhookEvents, { ...claim, limit: 1 });
  const [second, ...more] = await store.write(claimWebhookEvents, { ...claim, limit: 9 });
  assert.ok(first !== undefined && second !== undefined && more.length === 0);
  assert.ok(first.eventId < second.eventId);
  assert.equal(await due(), 0);
  // Who claimed them is gone: they are told once more.
  clock.advance(60_000);
  assert.equal((await store.write(claimWebhookEvents, { ...claim, limit: 9 })).length, 2);

  const answer = { ...key, failingMsMax: 5 * dayMs, status: 200, answer: 'OK', taken: true };
  await store.write(recordWebhookAnswer, { ...answer, eventId: first.eventId });
  const failed = { ...key, failingMsMax: 5 * dayMs, status: 500, answer: 'Oh', taken: false };
  const nextAt = clock.now() + 5_000;
  await store.write(recordWebhookAnswer, {
    ...failed,
    eventId: second.eventId,
    nextAt,
    restUntil: clock.now() + 10_000,
  });
  const failing = await found(world, webhookId);
  assert.deepEqual([failing.pending, failing.failures, failing.failingSince], [1, 1, clock.now()]);
  clock.advance(5_000);
  assert.equal(await due(), 0, 'the webhook rests');
  clock.advance(5_000);
  assert.equal(await due(), 1);
  await store.write(recordWebhookAnswer, { ...failed, eventId: second.eventId });
  assert.deepEqual(
    (await told(world, failing)).map(({ state, attempts, lastStatus, lastAnswer }) => {
      return [state, attempts, lastStatus, lastAnswer];
    }),
    [
      [webhookEventState.done, 1, 200, 'OK'],
      [webhookEventState.givenUp, 2, 500, 'Oh'],
    ],
  );
  assert.equal((await found(world, webhookId)).pending, 0);

  await store.write(redeliverWebhookEvent, { eventId: second.eventId });
  assert.equal((await found(world, webhookId)).pending, 1);
  await store.write(redeliverWebhookEvent, { eventId: second.eventId });
  assert.equal((await found(world, webhookId)).pending, 1);
  const [again] = await store.write(claimWebhookEvents, { ...claim, limit: 9 });
  assert.deepEqual([again?.eventId, again?.attempts], [second.eventId, 0]);
  await assert.rejects(store.write(redeliverWebhookEvent, { eventId: 99 }), {
    code: 'webhook-event.absent',
  });
});

contract('a webhook that fails for days, or is gone, is switched off', async (world) => {
  const { store, clock } = world;
  const shop = await makeShop(world.store, world.tenantId);
  const webhookId = await hook(world, shop);
  await attempt(world, shop, sent(0), sent(1));
  const events = await told(world, await found(world, webhookId));
  const [one, two] = events.map(({ eventId }) => eventId);
  const failed = {
    accountId: shop,
    webhookId,
    failingMsMax: 5 * dayMs,
    status: 500,
    answer: '',
    taken: false,
    nextAt: clock.now(),
    eventId: one ?? 0,
  };
  assert.deepEqual(await store.write(recordWebhookAnswer, failed), { switchedOff: '' });
  clock.advance(5 * dayMs);
  const { switchedOff } = await store.write(recordWebhookAnswer, failed);
  assert.equal(switchedOff, 'nothing got through for 5 days');
  const off = await found(world, webhookId);
  assert.deepEqual([off.enabled, off.disabledWhy, off.pending], [false, switchedOff, 2]);
  assert.deepEqual(await store.read(dueWebhooks, { limit: 9 }), []);
  await assert.rejects(store.write(redeliverWebhookEvent, { eventId: one ?? 0 }), {
    code: 'webhook.disabled',
  });
  await store.write(setWebhookEnabled, { actor, webhookId, enabled: true });
  assert.equal((await store.read(dueWebhooks, { limit: 9 })).length, 1);
  const gone = { ...failed, eventId: two ?? 0, status: 410, gone: 'gone' };
  assert.deepEqual(await store.write(recordWebhookAnswer, gone), { switchedOff: 'gone' });
  assert.deepEqual(await store.write(recordWebhookAnswer, gone), { switchedOff: '' });
});

/** As many events as somebody says, to a webhook that has some already. */
const noteMany = writeOperation(
  'noteMany',
  function* (tx, input: { accountId: number; webhookId: number; pending: number; count: number }) {
    const { accountId, webhookId, pending, count } = input;
    const drafts = Array.from({ length: count }, () => ({ kind: 'bounced', data: {} }) as const);
    const webhooks = [{ webhookId, pending, events: '["bounced"]' }];
    yield* noteWebhookEvents(tx, { accountId, webhooks }, drafts);
  },
);

contract('what is too much is counted, what is old is forgotten', async (world) => {
  const { store, clock } = world;
  const accountId = await makeShop(world.store, world.tenantId);
  const webhookId = await hook(world, accountId);
  const key = { accountId, webhookId };
  await store.write(noteMany, { ...key, pending: 0, count: 520 });
  await store.write(noteMany, { ...key, pending: webhookPendingMax - 10, count: 13 });
  const full = await found(world, webhookId);
  assert.deepEqual([full.pending, full.dropped], [530, 3]);
  const { pending: state } = webhookEventState;
  const before = clock.now();
  const slice = { state, limit: 20 };
  assert.deepEqual(await store.write(pruneWebhookEvents, { ...slice, before }), { removed: 0 });
  const over = { ...slice, before: before + 1 };
  assert.deepEqual(await store.write(pruneWebhookEvents, over), { removed: 20 });
  assert.equal((await found(world, webhookId)).pending, 510);
  let slices = 0;
  while ((await store.write(removeWebhook, { actor, webhookId })).left) slices++;
  assert.equal(slices, 1);
  assert.equal(await store.read(findWebhook, webhookId), undefined);
});

contract('webhooks belong to applications, which have a few of them', async (world) => {
  const { store, ada, tenantId } = world;
  await assert.rejects(hook(world, ada), { code: 'application.absent' });
  const shop = await makeShop(world.store, world.tenantId);
  const first = await hook(world, shop);
  await assert.rejects(hook(world, shop), { code: 'webhook.exists' });
  for (let count = 1; count < webhooksMax; count++) {
    await hook(world, shop, ['bounced'], `https://hook.test/${count}`);
  }
  const over = hook(world, shop, ['bounced'], 'https://hook.test/over');
  await assert.rejects(over, { code: 'webhook.limit' });
  await assert.rejects(store.write(removeWebhook, { actor, webhookId: 99 }), {
    code: 'webhook.absent',
  });
  const list = await store.read(listWebhooks, { accountId: shop, limit: 3 });
  assert.deepEqual(
    list.map(({ webhookId, url }) => [webhookId, url]),
    [
      [first, 'https://hook.test/'],
      [first + 1, 'https://hook.test/1'],
      [first + 2, 'https://hook.test/2'],
    ],
  );
  const rest = await store.read(listWebhooks, { tenantId, after: first, limit: 99 });
  assert.equal(rest.length, webhooksMax - 1);
  assert.deepEqual(await store.read(listWebhooks, { tenantId: tenantId + 1, limit: 9 }), []);
});

contract(
  'a new secret takes the place of the one before, which is kept for a while',
  async (world) => {
    const { store, tenantId, clock } = world;
    const webhookId = await hook(world, await makeShop(store, tenantId));
    const secret = Uint8Array.of(9, 9);
    await store.write(rotateWebhookSecret, { actor, webhookId, secret, formerMs: 1_000 });
    const after = await found(world, webhookId);
    assert.deepEqual(Buffer.from(after.secret), Buffer.from(secret));
    assert.deepEqual(Buffer.from(after.formerSecret), Buffer.from([1, 2]));
    assert.equal(after.formerUntil, clock.now() + 1_000);
  },
);

contract(
  'a removed application is told nothing, and an erased one leaves nothing',
  async (world) => {
    const { store, clock } = world;
    const shop = await makeShop(world.store, world.tenantId);
    const webhookId = await hook(world, shop);
    await attempt(world, shop, sent());
    await store.write(removeAccount, { actor, accountId: shop });
    assert.deepEqual(await store.read(dueWebhooks, { limit: 9 }), []);
    clock.advance(400 * dayMs);
    while ((await store.write(eraseAccount, { accountId: shop, limit: 50 })).left);
    assert.equal(await store.read(findWebhook, webhookId), undefined);
    const key = { accountId: shop, webhookId, limit: 9 };
    assert.deepEqual(await store.read(listWebhookEvents, key), []);
  },
);
