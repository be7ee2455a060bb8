/** Mail that waits for other servers, on each engine: what is due, who tries it, what became of it. */
import assert from 'node:assert/strict';

import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { deliver, type DeliverInput } from '#store/operations/message/deliver.ts';
import { bounceQueued, readQueued } from '#store/operations/queue/bounce-queued.ts';
import {
  type ChangedQueued,
  changeQueued,
  type QueueChange,
} from '#store/operations/queue/change-queued.ts';
import { claimDue, releaseClaims } from '#store/operations/queue/claim-due.ts';
import { dueDestinations } from '#store/operations/queue/due-destinations.ts';
import { fileHeld } from '#store/operations/queue/file-held.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { listSuppressions } from '#store/operations/suppression/list-suppressions.ts';
import { routeQueued } from '#store/operations/queue/route-queued.ts';
import { localDestination } from '#store/queue-destination.ts';
import { queueState } from '#store/queue-state.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const refuse = 'refuse' as const;

const direct = { kind: 'direct' } as const;

/** Queues a message of Ada's for these addresses. */
async function queueFor(world: World, ...addresses: readonly string[]): Promise<number> {
  const { store, ada, tenantId } = world;
  const recipients = addresses.map((address) => {
    return { address, domain: address.slice(address.indexOf('@') + 1), notify: 'FAILURE' };
  });
  const queue = { tenantId, accountId: ada, sender: 'ada@example.test', recipients };
  const input = { ...facts, digest: undefined, recipients: [], queue, whenFull: refuse };
  return (await store.write(deliver, input, [draftOf('out')])).queueId ?? 0;
}

/** A report that an account gets. */
function reportTo(accountId: number): DeliverInput {
  const recipients = [{ accountId, flags: 0, keywords: [] }];
  return { ...facts, digest: undefined, recipients, whenFull: refuse };
}

contract('what is due is found by destination and claimed once', async (world) => {
  const { store } = world;
  const first = await queueFor(world, 'a@two.test', 'b@one.test', 'c@two.test');
  const second = await queueFor(world, 'd@two.test');
  const domains = async (input: { after?: string; limit: number }): Promise<string[]> =>
    (await store.read(dueDestinations, input)).map(({ destination }) => destination);
  assert.deepEqual(await domains({ limit: 10 }), ['one.test', 'two.test']);
  assert.deepEqual(await domains({ limit: 1 }), ['one.test']);
  assert.deepEqual(await domains({ after: 'one.test', limit: 10 }), ['two.test']);

  const claimed = await store.write(claimDue, { destination: 'two.test', limit: 2 });
  assert.deepEqual(
    claimed.map(({ queueId, recipientNumber, address }) => [queueId, recipientNumber, address]),
    [
      [first, 0, 'a@two.test'],
      [first, 2, 'c@two.test'],
    ],
  );
  const [one] = claimed;
  assert.equal(one?.notify, 'FAILURE');
  assert.ok(one !== undefined);
  assert.equal(Buffer.from(await store.readBlob(one)).toString(), 'out');
  const rest = await store.write(claimDue, { destination: 'two.test', limit: 9 });
  assert.deepEqual(
    rest.map(({ queueId }) => queueId),
    [second],
  );
  assert.deepEqual(await store.write(claimDue, { destination: 'two.test', limit: 9 }), []);
  assert.deepEqual(await domains({ limit: 10 }), ['one.test']);

  let back = 0;
  for (let count = 1; count > 0;) {
    count = await store.write(releaseClaims, { limit: 1 });
    back += count;
  }
  assert.equal(back, 3);
  assert.deepEqual(await domains({ limit: 10 }), ['one.test', 'two.test']);
});

contract('an attempt takes out who has it and puts off who has not', async (world) => {
  const { store } = world;
  const queueId = await queueFor(world, 'a@two.test', 'b@two.test', 'c@two.test');
  const [claimed] = await store.write(claimDue, { destination: 'two.test', limit: 9 });
  const nextAttemptAt = (claimed?.queuedAt ?? 0) + 300_000;
  const left = await store.write(recordAttempts, {
    queueId,
    attempts: [
      { recipientNumber: 0, outcome: 'sent', reply: '250 2.0.0 Yes' },
      { recipientNumber: 1, outcome: 'deferred', reply: '450 4.2.1 Later', nextAttemptAt },
    ],
  });
  assert.equal(left, 2);
  const rows = await store.read(listQueue, { queueId });
  assert.deepEqual(
    rows.map((row) => [row.address, row.state, row.attempts, row.lastReply]),
    [
      ['b@two.test', queueState.waiting, 1, '450 4.2.1 Later'],
      ['c@two.test', queueState.claimed, 0, ''],
    ],
  );
  const [destination] = await store.read(dueDestinations, { limit: 1 });
  assert.deepEqual(destination, {
    destination: 'two.test',
    dueAt: nextAttemptAt,
    connectionsMax: 0,
  });
  assert.deepEqual(await store.write(claimDue, { destination: 'two.test', limit: 9 }), []);
});

contract('a failure and the report about it are one transaction', async (world) => {
  const { store, ada } = world;
  const queueId = await queueFor(world, 'a@two.test');
  await store.write(claimDue, { destination: 'two.test', limit: 9 });
  const attempts = [{ recipientNumber: 0, outcome: 'failed' as const, reply: '550 5.1.1 No' }];
  const failing = store.write(recordAttempts, { queueId, attempts, reports: [reportTo(999)] }, [
    draftOf('report'),
  ]);
  await assert.rejects(failing, { code: 'account.absent' });
  assert.equal((await store.read(listQueue, { queueId })).length, 1);
  const reports = [reportTo(ada)];
  const left = await store.write(recordAttempts, { queueId, attempts, reports }, [
    draftOf('report'),
  ]);
  assert.equal(left, 0);
  assert.deepEqual(await store.read(listQueue, { queueId }), []);
  const inbox = await store.read(mailboxByPath, { accountId: ada, path: ['INBOX'] });
  assert.equal(inbox?.total, 1);
  // What was cancelled meanwhile is passed over.
  assert.equal(await store.write(recordAttempts, { queueId, attempts }), 0);
});

contract('what is held or asked for again while it is tried is not tried twice', async (world) => {
  const { store } = world;
  const queueId = await queueFor(world, 'a@two.test', 'b@two.test');
  await store.write(claimDue, { destination: 'two.test', limit: 9 });
  const change = (one: QueueChange, address: string) =>
    store.write(changeQueued, { actor: 'contract', queueId, address, change: one });
  await change('hold', 'a@two.test');
  await change('retry', 'b@two.test');
  await change('release', 'b@two.test');
  assert.deepEqual(await store.write(claimDue, { destination: 'two.test', limit: 9 }), []);
  const attempts = [0, 1].map((recipientNumber) => {
    return { recipientNumber, outcome: 'deferred' as const, reply: 'later', nextAttemptAt: 1 };
  });
  await store.write(recordAttempts, { queueId, attempts });
  const claimed = await store.write(claimDue, { destination: 'two.test', limit: 9 });
  assert.deepEqual(
    claimed.map(({ address }) => address),
    ['b@two.test'],
  );
});

contract('what is being sent is cancelled with a warning, or not at all', async (world) => {
  const { store } = world;
  const queueId = await queueFor(world, 'a@two.test', 'b@other.test');
  await store.write(claimDue, { destination: 'two.test', limit: 9 });
  const cancel = { actor: 'contract', queueId, change: 'cancel' } as const;
  const idle = store.write(changeQueued, { ...cancel, onlyIdle: true });
  await assert.rejects(idle, { code: 'queue.busy' });
  assert.deepEqual(await store.write(changeQueued, cancel), { recipients: 2, underWay: 1 });
});

contract('what waits is held, released, due at once and taken out with its body', async (world) => {
  const { store } = world;
  const queueId = await queueFor(world, 'far@remote.test', 'away@remote.test');
  const actor = 'contract';
  const change = (one: QueueChange, address?: string): Promise<ChangedQueued> =>
    store.write(changeQueued, { actor, queueId, address, change: one });
  const states = async (conditions = {}): Promise<number[]> =>
    (await store.read(listQueue, { queueId, ...conditions })).map(({ state }) => state);

  assert.deepEqual(await change('hold'), { recipients: 2, underWay: 0 });
  assert.deepEqual(await states(), [queueState.held, queueState.held]);
  assert.deepEqual(await change('retry', 'far@remote.test'), { recipients: 1, underWay: 0 });
  assert.deepEqual(await states(), [queueState.waiting, queueState.held]);
  assert.deepEqual(await states({ state: queueState.held, domain: 'remote.test' }), [2]);
  assert.deepEqual(await states({ domain: 'other.test' }), []);
  await change('release');
  assert.deepEqual(await states({ state: queueState.held }), []);
  await assert.rejects(change('cancel', 'nobody@remote.test'), { code: 'queue.absent' });
  await change('cancel', 'far@remote.test');
  assert.deepEqual(await states(), [queueState.waiting]);
  await change('cancel');
  assert.deepEqual(await states(), []);
  await assert.rejects(change('hold'), { code: 'queue.absent' });
});

contract('what is given up goes with its reports, unless it is on its way', async (world) => {
  const { store, ada, tenantId } = world;
  const queueId = await queueFor(world, 'a@two.test', 'b@other.test');
  const rows = await store.read(readQueued, { queueId, address: '' });
  assert.deepEqual(
    rows.map(({ address, notify }) => [address, notify]),
    [
      ['a@two.test', 'FAILURE'],
      ['b@other.test', 'FAILURE'],
    ],
  );
  const [only] = await store.read(readQueued, { queueId, address: 'b@other.test' });
  assert.equal(only?.recipientNumber, 1);
  const give = (...recipientNumbers: readonly number[]) => {
    const input = { actor: 'contract', queueId, recipientNumbers, reason: 'enough' };
    return store.write(bounceQueued, { ...input, reports: [reportTo(ada)] }, [draftOf('report')]);
  };
  await store.write(claimDue, { destination: 'two.test', limit: 9 });
  await assert.rejects(give(0, 1), { code: 'queue.busy' });
  assert.deepEqual(await give(1), { recipients: 1 });
  await assert.rejects(give(1), { code: 'queue.absent' });
  await store.write(releaseClaims, { limit: 9 });
  await give(0);
  await assert.rejects(give(0), { code: 'queue.absent' });
  assert.deepEqual(await store.read(listQueue, { queueId }), []);
  const inbox = await store.read(mailboxByPath, { accountId: ada, path: ['INBOX'] });
  assert.equal(inbox?.total, 2);
  assert.deepEqual(await store.read(listSuppressions, { tenantId, accountId: ada, limit: 9 }), []);
});

contract('what was held for people here is filed and gone, or neither', async (world) => {
  const { store, ada, ben } = world;
  const recipients = [
    { address: 'ben@example.test', domain: 'example.test', local: true },
    { address: 'far@remote.test', domain: 'remote.test' },
  ];
  const releaseAt = world.clock.now() + 60_000;
  const sender = 'ada@example.test';
  const queue = { tenantId: world.tenantId, accountId: ada, sender, recipients, releaseAt };
  const input = { ...facts, digest: undefined, recipients: [], queue, whenFull: refuse };
  const { queueId = 0 } = await store.write(deliver, input, [draftOf('later')]);
  const destination = localDestination;
  assert.deepEqual(await store.write(claimDue, { destination, limit: 9 }), []);
  await assert.rejects(
    store.write(routeQueued, { actor: 'a', queueId, address: 'ben@example.test', way: direct }),
    { code: 'queue.absent' },
  );
  world.clock.advance(60_000);
  const [claimed, ...others] = await store.write(claimDue, { destination, limit: 9 });
  assert.deepEqual(
    [claimed?.address, claimed?.releaseAt, others],
    ['ben@example.test', releaseAt, []],
  );
  const total = async () =>
    (await store.read(mailboxByPath, { accountId: ben, path: ['INBOX'] }))?.total;
  const file = (recipientNumber: number, to: number) => {
    const attempt = { recipientNumber, outcome: 'sent', reply: '', filed: true } as const;
    const held = { queueId, attempts: [attempt], reports: [reportTo(to)] };
    return store.write(fileHeld, held, [draftOf('later')]);
  };
  const nobody = 999;
  await assert.rejects(file(0, nobody), { code: 'account.absent' });
  assert.deepEqual([await total(), (await store.read(listQueue, { queueId })).length], [0, 2]);
  assert.equal(await file(0, ben), 1);
  await assert.rejects(file(0, ben), { code: 'queue.absent' });
  assert.equal(await total(), 1);
});
