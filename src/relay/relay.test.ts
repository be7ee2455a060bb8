import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { connectionsPerDestinationMax } from '#relay/lane.ts';
import { claimedRecipientsMax } from '#relay/queue-load.ts';
import { Relay } from '#relay/relay.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

/** A relay whose world answers by `answer`: true takes all, false is nobody there, undefined hangs. */
async function stage(answer: (domain: string) => boolean | undefined) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
  const add = async (...addresses: readonly string[]): Promise<void> => {
    const recipients = addresses.map((address) => {
      return { address, domain: address.slice(address.indexOf('@') + 1) };
    });
    const queue = { tenantId, accountId, sender: 'ada@example.test', recipients };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    await store.write(deliver, input, [draftOf('x')]);
  };
  const random = { bytes: (count: number) => new Uint8Array(count) };
  const queue = new OutboundQueue(store, { clock, random, report: async () => [] });
  const loads: string[] = [];
  let open = 0;
  let openMax = 0;
  const relay = new Relay({
    queue,
    clock,
    log: silentLog,
    deliver: async (load) => {
      const domain = load.destination.kind === 'domain' ? load.destination.domain : '';
      loads.push(domain);
      openMax = Math.max(openMax, ++open);
      const taken = answer(domain);
      if (taken === undefined) return await new Promise<never>(() => {});
      const outcome = taken ? ('sent' as const) : ('deferred' as const);
      const told = { code: taken ? 250 : 450, enhanced: '', lines: ['as told'] };
      const seen = { answered: true, server: undefined, tls: undefined, passesNotify: true };
      for (let message = await load.next(); message !== undefined; message = await load.next()) {
        const results = message.recipients.map(({ recipientNumber }) => {
          return { recipientNumber, outcome, answer: told, ...seen };
        });
        await load.settle(message, results);
        if (taken) load.succeeded();
      }
      open--;
      return taken;
    },
  });
  const left = async (): Promise<string[]> =>
    (await store.read(listQueue, {})).map(({ address }) => address);
  const domains = (): string[] => loads;
  const most = (): number => openMax;
  /** A look, and everything that it begins and that ends by itself. */
  const settle = async (): Promise<void> => {
    await relay.look();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  };
  return { clock, add, relay, most, domains, left, settle };
}

test('What is due goes to each destination at once; one that hangs holds nobody up', async () => {
  const { add, domains, left, settle } = await stage((domain) =>
    domain === 'slow.test' ? undefined : true,
  );
  await add('a@slow.test', 'b@one.test', 'c@two.test');
  await settle();
  assert.deepEqual(domains(), ['one.test', 'slow.test', 'two.test']);
  assert.deepEqual(await left(), ['a@slow.test']);
  await add('d@slow.test', 'e@one.test');
  await settle();
  assert.deepEqual(domains().slice(3), ['one.test', 'slow.test']);
});

test('A destination with much gets several connections, and each as much as it takes', async () => {
  const { add, most, left, settle } = await stage(() => true);
  const addresses = Array.from({ length: claimedRecipientsMax * 3 }, (_, at) => `${at}@one.test`);
  for (const address of addresses) await add(address);
  await settle();
  assert.deepEqual(await left(), []);
  assert.ok(most() > 1 && most() <= connectionsPerDestinationMax, `${most()} connections`);
});

test('A destination that nobody reaches is left alone, longer each time', async () => {
  const { clock, add, domains, settle } = await stage(() => false);
  await add('a@one.test');
  await settle();
  await add('b@one.test');
  await settle();
  assert.equal(domains().length, 1, 'what came later waits too');
  clock.advance(60_000);
  await settle();
  assert.equal(domains().length, 2);
  await add('c@one.test');
  clock.advance(60_000);
  await settle();
  assert.equal(domains().length, 2);
  clock.advance(60_000);
  await settle();
  assert.equal(domains().length, 3);
});

test('Looks come by themselves once started, and a stop waits for what was begun', async () => {
  const { clock, add, relay, domains, left } = await stage(() => true);
  await relay.start();
  await add('a@one.test');
  clock.advance(1_000);
  while (domains().length === 0) await new Promise(setImmediate);
  await relay.stop();
  assert.deepEqual(await left(), []);
  await add('b@one.test');
  clock.advance(10_000);
  assert.deepEqual(await left(), ['b@one.test']);
});
