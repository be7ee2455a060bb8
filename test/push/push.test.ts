import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { PushSender } from '#core/push/push-sender.ts';
import { pushSubscriptionMs } from '#core/push/push-subscriptions.ts';
import { tellingGapMs } from '#core/push/state-watches.ts';
import { httpsPost } from '#net/https-post.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

import { PushClient, PushService, vapidClaims } from './push-service.ts';

const never = (): boolean => false;
const contact = 'mailto:postmaster@mail.example.test';

/** The sender of a server whose push service `https://push.test` is the one of the test. */
function senderOf({ store, clock, vapid }: JmapStage, service: PushService): PushSender {
  const resolver = new ZoneResolver(new Map());
  return new PushSender({
    store,
    clock,
    log: silentLog,
    post: async (request) => {
      const url = request.url.replace('https://push.test', `http://127.0.0.1:${service.port}`);
      return await httpsPost({ resolver }, { ...request, url, allowPrivate: true });
    },
    requests: async () => ({ vapid, random: systemRandom, contact }),
  });
}

async function set(stage: JmapStage, args: Record<string, unknown>, as = 'ada') {
  const [response] = await stage.call([['PushSubscription/set', args, 'c']], as);
  return response?.[1] ?? {};
}

function subscription(client: PushClient, more: Record<string, unknown> = {}) {
  const url = 'https://push.test/a?b=c';
  return { create: { k: { deviceClientId: 'phone', url, keys: client.keys, ...more } } };
}

test('A client proves its URL, and then hears of changes encrypted and signed (RFC 8620 §7.2, §7.2.2, RFC 8291 §3, §3.1, §3.2, §4, RFC 8188 §2.1, RFC 8292 §2, §2.1, §3, §3.2, RFC 9749 §3, RFC 8030 §5, §5.2, §5.4, RFC 5480 §2)', async () => {
  const stage = await jmapStage();
  await using service = await PushService.open();
  const sender = senderOf(stage, service);
  const client = new PushClient();
  const session = Object(await (await stage.fetch('/jmap/session')).json());
  const { applicationServerKey } = session.capabilities['urn:ietf:params:jmap:webpush-vapid'];
  const { created } = Object(await set(stage, subscription(client)));
  const { id, ...rest } = created.k;
  const expires = new Date(stage.clock.now() + pushSubscriptionMs).toISOString();
  assert.deepEqual(rest, { keys: null, expires: expires.replace('.000Z', 'Z'), types: null });

  await fillInbox(stage.store, stage.ada, ['Subject: before\r\n\r\n']);
  assert.deepEqual(await sender.run(never), { pushed: 1, failed: 0 });
  const [asked] = service.pushed;
  assert.ok(asked);
  assert.equal(asked.path, '/a?b=c');
  assert.equal(asked.headers['content-encoding'], 'aes128gcm');
  assert.equal(asked.headers['ttl'], '86400');
  assert.deepEqual(vapidClaims(asked.headers.authorization), {
    key: applicationServerKey,
    claims: {
      aud: 'https://push.test',
      exp: stage.clock.now() / 1_000 + 43_200,
      sub: contact,
    },
  });
  const { verificationCode, ...verification } = Object(client.decrypt(asked.body));
  assert.deepEqual(verification, { '@type': 'PushVerification', pushSubscriptionId: id });
  assert.equal(await sender.run(never), undefined);

  const wrong = Object(await set(stage, { update: { [id]: { verificationCode: 'guess' } } }));
  assert.deepEqual(wrong.notUpdated[id].properties, ['verificationCode']);
  assert.equal(await sender.run(never), undefined);
  const right = Object(await set(stage, { update: { [id]: { verificationCode } } }));
  assert.deepEqual(right.updated, { [id]: null });

  stage.clock.advance(tellingGapMs);
  await fillInbox(stage.store, stage.ada, ['Subject: after\r\n\r\n']);
  assert.deepEqual(await sender.run(never), { pushed: 1, failed: 0 });
  const pushed = Object(client.decrypt(service.pushed[1]?.body ?? Buffer.alloc(0)));
  assert.equal(pushed['@type'], 'StateChange');
  const states = pushed.changed[`a${stage.ada}`];
  assert.deepEqual(Object.keys(states).toSorted(), ['Email', 'EmailDelivery', 'Mailbox', 'Thread']);
  assert.equal(await sender.run(never), undefined);
});

/** Subscribes, and tells the code that was pushed; returns the id. */
async function subscribe(
  stage: JmapStage,
  at: { readonly service: PushService; readonly sender: PushSender; readonly client: PushClient },
  more: Record<string, unknown> = {},
): Promise<string> {
  const { service, sender, client } = at;
  const { created } = Object(await set(stage, subscription(client, more)));
  const { id } = created.k;
  assert.deepEqual(await sender.run(never), { pushed: 1, failed: 0 });
  const body = service.pushed.splice(0)[0]?.body ?? Buffer.alloc(0);
  const { verificationCode } = Object(
    more['keys'] === null ? JSON.parse(body.toString()) : client.decrypt(body),
  );
  await set(stage, { update: { [id]: { verificationCode } } });
  return id;
}

async function mail(stage: JmapStage): Promise<void> {
  stage.clock.advance(tellingGapMs);
  await fillInbox(stage.store, stage.ada, ['Subject: a\r\n\r\n']);
}

test('A push that fails is tried again with the newest state, one that is gone is forgotten (RFC 8030 §7.3)', async () => {
  const stage = await jmapStage();
  await using service = await PushService.open();
  const sender = senderOf(stage, service);
  const client = new PushClient();
  await subscribe(stage, { service, sender, client }, { types: ['Email'] });
  service.status = 503;
  await mail(stage);
  assert.deepEqual(await sender.run(never), { pushed: 0, failed: 1 });
  await mail(stage);
  assert.equal(await sender.run(never), undefined);
  stage.clock.advance(60_000);
  service.status = 201;
  assert.deepEqual(await sender.run(never), { pushed: 1, failed: 0 });
  const [first, second] = service.pushed.map(({ body }) => Object(client.decrypt(body)));
  const [before, after] = [first, second].map(({ changed }) => changed[`a${stage.ada}`]);
  assert.deepEqual(after, { Email: String(Number(before.Email) + 1) });
  service.status = 410;
  await mail(stage);
  assert.deepEqual(await sender.run(never), { pushed: 0, failed: 1 });
  const [response] = await stage.call([['PushSubscription/get', { ids: null }, 'c']]);
  assert.deepEqual(response?.[1], { list: [], notFound: [] });
});

test('What changed while nobody was there to push is pushed later, and not twice', async () => {
  const stage = await jmapStage();
  await using service = await PushService.open();
  const client = new PushClient();
  await subscribe(stage, { service, sender: senderOf(stage, service), client }, { keys: null });
  await mail(stage);
  const next = senderOf(stage, service);
  assert.deepEqual(await next.run(never), { pushed: 1, failed: 0 });
  const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = service.pushed;
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(JSON.parse(body.toString())['@type'], 'StateChange');
  assert.equal(await senderOf(stage, service).run(never), undefined);
});

test('A subscription ends with its login, and with its time (RFC 8620 §7.2)', async () => {
  const stage = await jmapStage();
  await using service = await PushService.open();
  const sender = senderOf(stage, service);
  const client = new PushClient();
  const soon = new Date(stage.clock.now() + 3_600_000).toISOString().replace('.000Z', 'Z');
  await subscribe(stage, { service, sender, client }, { expires: soon });
  await mail(stage);
  assert.deepEqual(await sender.run(never), { pushed: 1, failed: 0 });
  stage.clock.advance(3_600_000);
  await mail(stage);
  assert.equal(await sender.run(never), undefined);
  await subscribe(stage, { service, sender, client });
  const password = { actor: 'test', accountId: stage.ada, hash: 'other', scram: '' };
  await stage.store.write(setCredential, password);
  await mail(stage);
  assert.equal(await sender.run(never), undefined);
});

test('Each login sees its own subscriptions, without URL and keys (RFC 8620 §7.2.1)', async () => {
  const stage = await jmapStage();
  const { created } = Object(
    await set(stage, subscription(new PushClient(), { types: ['Email'] })),
  );
  const get = async (args: Record<string, unknown>, as = 'ada') =>
    (await stage.call([['PushSubscription/get', args, 'c']], as))[0];
  const { id, expires } = created.k;
  const shown = { id, deviceClientId: 'phone', verificationCode: null, expires, types: ['Email'] };
  assert.deepEqual((await get({}))?.[1], { list: [shown], notFound: [] });
  assert.deepEqual((await get({ ids: [id] }, 'ben'))?.[1], { list: [], notFound: [id] });
  const types = await get({ ids: [id, 'p9'], properties: ['types'] });
  assert.deepEqual(types?.[1], { list: [{ id, types: ['Email'] }], notFound: ['p9'] });
  assert.equal((await get({ properties: ['url'] }))?.[1]['type'], 'forbidden');
  assert.equal((await get({ properties: ['x'] }))?.[1]['type'], 'invalidArguments');
  const others = Object(await set(stage, { destroy: [id] }, 'ben'));
  assert.equal(others.notDestroyed[id].type, 'notFound');
  assert.deepEqual(Object(await set(stage, { destroy: [id] })).destroyed, [id]);
});

test('What is wrong with a subscription is named (RFC 8620 §7.2)', async () => {
  const stage = await jmapStage();
  const client = new PushClient();
  for (const [wrong, more] of [
    ['url', { url: 'http://push.test/' }],
    ['url', { url: 'https://a:b@push.test/' }],
    ['deviceClientId', { deviceClientId: '' }],
    ['keys', { keys: { p256dh: 'AAAA', auth: client.keys.auth } }],
    [
      'keys',
      {
        keys: {
          p256dh: client.keys.p256dh.replace(/^.{20}/u, 'BAAAAAAAAAAAAAAAAAAA'),
          auth: client.keys.auth,
        },
      },
    ],
    ['expires', { expires: '2020-01-01T00:00:00Z' }],
    ['types', { types: [1] }],
    ['verificationCode', { verificationCode: 'x' }],
    ['other', { other: 1 }],
  ] as const) {
    const { notCreated } = Object(await set(stage, subscription(client, more)));
    assert.equal(notCreated?.k?.type, 'invalidProperties', wrong);
    assert.deepEqual(notCreated.k.properties, [wrong]);
  }
  const { created } = Object(await set(stage, subscription(client)));
  const { id } = created.k;
  const fixed = Object(await set(stage, { update: { [id]: { url: 'https://x.test/' } } }));
  assert.deepEqual(fixed.notUpdated[id].properties, ['url']);
  const later = { update: { [id]: { expires: '2999-01-01T00:00:00Z', types: null } } };
  assert.match(Object(await set(stage, later)).updated[id].expires, /^2026-12/u);
});
