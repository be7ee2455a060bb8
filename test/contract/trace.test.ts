/** How the traces of messages are kept, found and forgotten, on each engine. */
import assert from 'node:assert/strict';

import { Retention } from '#core/retention/retention.ts';
import { traceMs } from '#core/retention/prune-traces.ts';
import { findTrace, searchTraces, type TraceQuery } from '#core/trace/search.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import {
  appendTrace,
  laterCharactersMax,
  laterStepsMax,
} from '#store/operations/trace/append-trace.ts';
import type { TraceDraft } from '#store/operations/trace/insert-trace.ts';
import { encodeSteps } from '#store/operations/trace/pack-steps.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { recordTrace, recordTraces } from '#store/operations/trace/record-trace.ts';
import { statement } from '#store/statement.ts';
import type { Store } from '#store/store.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const never = (): boolean => false;

/** As the queue does it within an operation of its own. */
const addSteps = writeOperation('test.addSteps', appendTrace);
const keyCount = statement<{ count: number }>('SELECT COUNT(*) AS "count" FROM trace_key');
const countKeys = readOperation('test.countKeys', function* (tx, _input: undefined) {
  return (yield* tx.one(keyCount)).count;
});

/** Keeps a trace of a message from Ada to Ben and, unseen by him, to someone elsewhere. */
async function keep(
  { store, tenantId, ada, ben }: World,
  traceId: string,
  more: Partial<TraceDraft> = {},
): Promise<void> {
  await store.write(recordTrace, {
    traceId,
    tenantId,
    sender: 'Ada@example.test',
    recipients: ['ben@example.test', 'secret@far.test'],
    messageIdHeader: `<${traceId}@example.test>`,
    people: { senderAccountId: ada, recipientAccountIds: [[ben], []] },
    steps: encodeSteps([
      { at: 1, step: 'smtp.auth', detail: { mechanism: 'PLAIN', login: 'ada@example.test' } },
      { at: 2, step: 'store.filed', detail: { octets: 9, accounts: `${ben}`, folders: 'INBOX' } },
      { at: 3, step: 'relay.attempt', detail: { recipient: 'secret@far.test', outcome: 'sent' } },
    ]),
    ...more,
  });
}

async function idsOf(store: Store, query: TraceQuery): Promise<readonly string[]> {
  const { traces } = await searchTraces(store, query, { limit: 50 });
  return traces.map(({ traceId }) => traceId);
}

contract('traces are found by what is known of a message, the newest first', async (world) => {
  const { store, clock, tenantId } = world;
  const begin = clock.now();
  await keep(world, 'one');
  clock.advance(86_400_000);
  await keep(world, 'two', { status: 'bounced', recipients: ['eva@far.test'] });
  clock.advance(1);
  await keep(world, 'three', { sender: '', status: 'delivered', people: undefined });
  const cases: readonly (readonly [TraceQuery, readonly string[]])[] = [
    [{}, ['three', 'two', 'one']],
    [{ sender: 'aDA@example.test' }, ['two', 'one']],
    [{ sender: '' }, ['three']],
    [{ recipient: 'SECRET@far.test' }, ['three', 'one']],
    [{ messageId: 'TWO@example.test' }, ['two']],
    [{ messageId: '<one@example.test>', sender: 'x@y' }, []],
    [{ status: 'bounced' }, ['two']],
    [{ status: 'queued' }, []],
    [{ status: 'delivered' }, ['three']],
    [{ from: begin + 1, to: begin + 86_400_000 }, ['two']],
    [{ sender: 'ada@example.test', to: begin }, ['one']],
    [{ text: 'EVA@' }, ['two']],
  ];
  for (const [query, ids] of cases) {
    assert.deepEqual(await idsOf(store, { tenantId, ...query }), ids, JSON.stringify(query));
  }
});

contract('pages go on where the last one ended, also within a moment', async (world) => {
  const { store, tenantId } = world;
  for (let number = 0; number < 7; number++) await keep(world, `id${number}`);
  const wanted = ['id6', 'id5', 'id4', 'id3', 'id2', 'id1', 'id0'];
  for (const query of [{ tenantId }, { tenantId, sender: 'ada@example.test' }, {}]) {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await searchTraces(store, query, { limit: 3, cursor });
      found.push(...page.traces.map(({ traceId }) => traceId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    assert.deepEqual(found, wanted);
  }
});

contract('a tenant never sees the traces of another', async (world) => {
  const { store, clock, tenantId } = world;
  const other = tenantId + 1;
  await keep(world, 'ours');
  clock.advance(1);
  await keep(world, 'theirs', { tenantId: other, people: undefined });
  for (const query of [{}, { sender: 'ada@example.test' }, { recipient: 'ben@example.test' }]) {
    assert.deepEqual(await idsOf(store, { ...query, tenantId }), ['ours']);
    assert.deepEqual(await idsOf(store, { ...query, tenantId: other }), ['theirs']);
    assert.deepEqual(await idsOf(store, query), ['theirs', 'ours']);
  }
  assert.deepEqual(await idsOf(store, { tenantId, messageId: 'theirs@example.test' }), []);
  assert.equal(await findTrace(store, { tenantId }, 'theirs'), undefined);
});

contract('a person sees their own mail, and no other recipient of it', async (world) => {
  const { store, tenantId, ada, ben, zoe } = world;
  await keep(world, 'one', { status: 'deferred' });
  const sent = await findTrace(store, { tenantId, accountId: ada }, 'one');
  assert.deepEqual(sent?.recipients, ['ben@example.test', 'secret@far.test']);
  assert.equal(sent?.status, 'deferred');
  const got = await findTrace(store, { tenantId, accountId: ben }, 'one');
  assert.deepEqual(got?.recipients, ['ben@example.test']);
  assert.equal(got?.status, 'delivered');
  assert.deepEqual(
    got?.steps.map(({ step }) => step),
    ['store.filed'],
  );
  assert.equal(JSON.stringify(got).includes('secret'), false);
  assert.equal(await findTrace(store, { tenantId, accountId: zoe }, 'one'), undefined);
  const mine = { tenantId, accountId: ben };
  assert.deepEqual(await idsOf(store, mine), ['one']);
  assert.deepEqual(await idsOf(store, { ...mine, recipient: 'secret@far.test' }), []);
  assert.deepEqual(await idsOf(store, { ...mine, text: 'secret' }), []);
  assert.deepEqual(await idsOf(store, { ...mine, status: 'deferred' }), []);
  assert.deepEqual(await idsOf(store, { tenantId, accountId: zoe }), []);
});

contract('steps are added later, and the oldest attempts give way', async (world) => {
  const { store, clock, tenantId } = world;
  await keep(world, 'one', { status: 'queued' });
  const attempts = 140;
  for (let number = 0; number < attempts; number++) {
    clock.advance(60_000);
    const detail = { recipient: 'secret@far.test', outcome: 'deferred', reply: '451 '.repeat(900) };
    const steps = [{ at: clock.now(), step: 'relay.attempt', detail }];
    await store.write(addSteps, { tenantId, traceId: 'one', steps });
  }
  await store.write(addSteps, { tenantId, traceId: 'one', steps: [], status: 'bounced' });
  await store.write(addSteps, { tenantId, traceId: 'one', steps: [], status: 'delivered' });
  await store.write(addSteps, { tenantId, traceId: 'absent', steps: [], status: 'bounced' });
  await store.write(addSteps, {
    tenantId: tenantId + 1,
    traceId: 'one',
    steps: [],
    status: 'held',
  });
  const trace = await store.read(readTrace, { tenantId, traceId: 'one' });
  const steps = trace?.steps ?? [];
  assert.equal(trace?.status, 'bounced');
  assert.deepEqual(await idsOf(store, { tenantId, status: 'bounced' }), ['one']);
  assert.deepEqual(await idsOf(store, { tenantId, status: 'queued' }), []);
  assert.ok(steps.length <= laterStepsMax && encodeSteps(steps).length <= laterCharactersMax);
  assert.equal(steps.at(-1)?.at, clock.now());
  const kept = steps.filter(({ step }) => step === 'relay.attempt').length;
  const earlier = steps.find(({ step }) => step === 'relay.earlier')?.detail.attempts;
  assert.equal(Number(earlier) + kept, attempts + 1);
  assert.equal(steps[0]?.step, 'smtp.auth');
});

contract('traces and what they are found by go after 30 days', async (world) => {
  const { store, clock, tenantId } = world;
  for (let number = 0; number < 60; number++) await keep(world, `old${number}`);
  clock.advance(86_400_000);
  await keep(world, 'new', { people: undefined });
  const retention = new Retention(store, clock);
  clock.advance(traceMs - 86_400_000);
  assert.equal((await retention.prune(never)).traces, 0);
  clock.advance(1);
  assert.equal((await retention.prune(never)).traces, 60);
  assert.deepEqual(await idsOf(store, { tenantId }), ['new']);
  assert.ok((await store.read(countKeys, undefined)) > 0);
  clock.advance(2 * 86_400_000);
  assert.equal((await retention.prune(never)).traces, 1);
  assert.equal(await store.read(countKeys, undefined), 0);
});

contract('the queue knows the trace of its message', async ({ store, tenantId, ada }) => {
  const recipients = [{ address: 'far@remote.test', domain: 'remote.test' }];
  const queue = { tenantId, accountId: ada, sender: '', recipients, traceId: 'abc' };
  const input = { ...facts, digest: undefined, recipients: [], queue, whenFull: 'refuse' as const };
  await store.write(deliver, input, [draftOf('out')]);
  assert.equal((await store.read(listQueue, { tenantId }))[0]?.traceId, 'abc');
});

contract('several traces are kept in one write, each found by its own', async (world) => {
  const { store, tenantId } = world;
  const drafts = ['one', 'two'].map((traceId) => {
    return { traceId, tenantId, sender: `${traceId}@remote.test`, recipients: [], steps: '' };
  });
  await store.write(recordTraces, { drafts });
  const sender = 'two@remote.test';
  const { traces } = await searchTraces(store, { tenantId, sender }, { limit: 9 });
  assert.deepEqual(
    traces.map(({ traceId }) => traceId),
    ['two'],
  );
});
