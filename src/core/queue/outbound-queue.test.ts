import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { type Failure, OutboundQueue } from '#core/queue/outbound-queue.ts';
import { expiryMs, retryMsMin } from '#core/queue/retry-schedule.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

async function stage() {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
  const add = async (...addresses: readonly string[]): Promise<void> => {
    const recipients = addresses.map((address) => ({ address, domain: 'remote.test' }));
    const queue = { tenantId, accountId, sender: 'ada@example.test', recipients };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    await store.write(deliver, input, [draftOf('Subject: x\r\n\r\ntext')]);
  };
  const failed: Failure[] = [];
  const random = { bytes: (count: number) => new Uint8Array(count).fill(128) };
  const queue = new OutboundQueue(store, {
    clock,
    random,
    report: async (_message, failures) => {
      failed.push(...failures);
      const recipients = [{ accountId, flags: 0, keywords: [] }];
      const input = { ...facts, recipients, whenFull: 'report' as const };
      return { input, draft: draftOf('Subject: report\r\n\r\n') };
    },
  });
  const waiting = async () =>
    (await store.read(listQueue, {})).map(({ address, attempts, lastReply }) => {
      return [address, attempts, lastReply];
    });
  return { clock, add, queue, failed, waiting };
}

test('What is claimed is tried once, and what becomes of it is kept', async () => {
  const { clock, add, queue, failed, waiting } = await stage();
  await add('a@remote.test', 'b@remote.test', 'c@remote.test');
  assert.deepEqual(
    (await queue.destinations('')).map(({ domain }) => domain),
    ['remote.test'],
  );
  const [message] = await queue.claim('remote.test', 10);
  assert.ok(message !== undefined);
  assert.equal(Buffer.from(await queue.body(message)).toString(), 'Subject: x\r\n\r\ntext');
  assert.deepEqual(await queue.claim('remote.test', 10), []);
  const left = await queue.settle(message, [
    { recipientNumber: 0, outcome: 'sent', reply: '250 ok' },
    { recipientNumber: 1, outcome: 'failed', reply: '550 5.1.1 nobody' },
    { recipientNumber: 2, outcome: 'deferred', reply: '450 4.7.1 greylisted' },
  ]);
  assert.equal(left, 1);
  assert.deepEqual(
    failed.map(({ recipient, reply }) => [recipient.address, reply]),
    [['b@remote.test', '550 5.1.1 nobody']],
  );
  assert.deepEqual(await waiting(), [['c@remote.test', 1, '450 4.7.1 greylisted']]);
  assert.deepEqual(await queue.claim('remote.test', 10), []);
  clock.advance(retryMsMin);
  assert.equal((await queue.claim('remote.test', 10))[0]?.recipients.length, 1);
});

test('What waited for five days has failed, and its sender hears of it', async () => {
  const { clock, add, queue, failed, waiting } = await stage();
  await add('a@remote.test');
  clock.advance(expiryMs);
  const [message] = await queue.claim('remote.test', 10);
  assert.ok(message !== undefined);
  await queue.settle(message, [{ recipientNumber: 0, outcome: 'deferred', reply: '450 later' }]);
  assert.deepEqual(await waiting(), []);
  assert.match(failed[0]?.reply ?? '', /^450 later \(given up after five days\)$/);
});

test('A start takes back what the server before has left claimed', async () => {
  const { add, queue } = await stage();
  await add('a@remote.test', 'b@remote.test');
  await queue.claim('remote.test', 1);
  assert.equal(await queue.recover(), 1);
  assert.equal((await queue.claim('remote.test', 10))[0]?.recipients.length, 2);
});
