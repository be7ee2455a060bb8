import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { Judged } from '#core/queue/judge-attempt.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { expiryMs, retryMsMin } from '#core/queue/retry-schedule.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import type { QueueDraft } from '#store/operations/queue/insert-queued.ts';
import { setDestinationRule } from '#store/operations/relay/destination-rule.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeAda } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

async function stage(options: Partial<QueueDraft> = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
  const add = async (...addresses: readonly string[]): Promise<void> => {
    const recipients = addresses.map((address) => ({ address, domain: 'remote.test' }));
    const queue = { tenantId, accountId, sender: 'ada@example.test', recipients, ...options };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    await store.write(deliver, input, [draftOf('Subject: x\r\n\r\ntext')]);
  };
  const told: Judged[] = [];
  const heard: string[] = [];
  const random = { bytes: (count: number) => new Uint8Array(count).fill(128) };
  const queue = new OutboundQueue(store, {
    clock,
    random,
    settled: ({ queueId }, judged) => {
      for (const { attempt } of judged) {
        heard.push(`${queueId} ${attempt.outcome}: ${attempt.reply}`);
      }
    },
    report: async (_message, some) => {
      told.push(...some);
      const recipients = [{ accountId, flags: 0, keywords: [] }];
      const input = { ...facts, recipients, whenFull: 'report' as const };
      return [{ input, draft: draftOf('Subject: report\r\n\r\n') }];
    },
  });
  const waiting = async () =>
    (await store.read(listQueue, {})).map(({ address, attempts, lastReply }) => {
      return [address, attempts, lastReply];
    });
  return { clock, store, add, queue, told, heard, waiting };
}

test('What is claimed is tried once, and what becomes of it is kept', async () => {
  const { clock, add, queue, told, heard, waiting } = await stage();
  await add('a@remote.test', 'b@remote.test', 'c@remote.test');
  assert.deepEqual(
    (await queue.destinations('')).map(({ destination }) => destination),
    ['remote.test'],
  );
  const [message] = await queue.claim('remote.test', 10);
  assert.ok(message !== undefined);
  assert.equal(Buffer.from(await queue.body(message)).toString(), 'Subject: x\r\n\r\ntext');
  assert.deepEqual(await queue.claim('remote.test', 10), []);
  const left = await queue.settle(message, [
    result(0, 'sent', 250),
    result(1, 'failed', 550),
    result(2, 'deferred', 450),
  ]);
  assert.equal(left, 1);
  assert.deepEqual(heard, [
    '1 sent: 250 as told',
    '1 failed: 550 as told',
    '1 deferred: 450 as told',
  ]);
  assert.deepEqual(
    told.map(({ recipient, tell }) => [recipient.address, tell]),
    [
      ['a@remote.test', 'relayed'],
      ['b@remote.test', 'failed'],
    ],
  );
  assert.deepEqual(await waiting(), [['c@remote.test', 1, '450 as told']]);
  assert.deepEqual(await queue.claim('remote.test', 10), []);
  clock.advance(retryMsMin);
  assert.equal((await queue.claim('remote.test', 10))[0]?.recipients.length, 1);
});

test('What waited for five days has failed, and its sender hears of it', async () => {
  const { clock, add, queue, told, waiting } = await stage();
  await add('a@remote.test');
  clock.advance(expiryMs);
  const [message] = await queue.claim('remote.test', 10);
  assert.ok(message !== undefined);
  await queue.settle(message, [result(0, 'deferred', 450)]);
  assert.deepEqual(await waiting(), []);
  assert.deepEqual([told[0]?.tell, told[0]?.expired], ['failed', true]);
});

test('The sender hears once that it takes longer, after four hours', async () => {
  const { clock, add, queue, told } = await stage();
  await add('a@remote.test');
  const kinds: (string | undefined)[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    const [message] = await queue.claim('remote.test', 10);
    assert.ok(message !== undefined);
    await queue.settle(message, [result(0, 'deferred', 450)]);
    kinds.push(told.shift()?.tell);
    clock.advance(retryMsMin * 2 ** attempt);
  }
  assert.deepEqual(
    kinds.filter((kind) => kind !== undefined),
    ['delayed'],
  );
  assert.equal(kinds.indexOf('delayed'), 6, 'after 5 min · (2^6 − 1)');
});

test('A sender who set a time hears of it then, or gets the message back (RFC 2852 §4)', async () => {
  for (const mode of ['notify', 'return'] as const) {
    const { clock, add, queue, told, waiting } = await stage({
      deliverBy: { at: Date.UTC(2026, 0, 1) + 60_000, mode, trace: false },
    });
    await add('a@remote.test');
    for (const ms of [0, 60_000]) {
      clock.advance(ms);
      const [message] = await queue.claim('remote.test', 10);
      if (message === undefined) continue;
      await queue.settle(message, [result(0, 'deferred', 450)]);
      clock.advance(retryMsMin);
    }
    const [first] = told;
    assert.equal(first?.tell, mode === 'notify' ? 'delayed' : 'failed');
    assert.equal((await waiting()).length, mode === 'notify' ? 1 : 0);
  }
});

test('A domain with a rule is tried and given up by it', async () => {
  const { clock, store, add, queue, told, waiting } = await stage();
  const rule = { domain: 'remote.test', connectionsMax: 0, retryMs: 60_000, expiryMs: 100_000 };
  await store.write(setDestinationRule, { actor: 'test', ...rule });
  await add('a@remote.test');
  for (const left of [1, 1, 0]) {
    const [message] = await queue.claim('remote.test', 10);
    assert.ok(message !== undefined);
    await queue.settle(message, [result(0, 'deferred', 450)]);
    assert.equal((await waiting()).length, left);
    clock.advance(66_000);
  }
  assert.equal(told[0]?.expired, true);
});

function result(
  recipientNumber: number,
  outcome: RecipientResult['outcome'],
  code: number,
): RecipientResult {
  const answer = { code, enhanced: '', lines: ['as told'] };
  const seen = { server: 'mx.remote.test [192.0.2.1]', tls: 'none', passesNotify: false };
  return { recipientNumber, outcome, answer, answered: true, ...seen };
}
