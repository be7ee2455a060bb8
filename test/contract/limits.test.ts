/** Limits that are set, known recipients, and mail that is held, on each engine. */
import assert from 'node:assert/strict';

import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { lockSending, resumeSending, settleHeld } from '#store/operations/limits/change-hold.ts';
import { findHoldReaders } from '#store/operations/limits/find-hold-readers.ts';
import {
  findSender,
  findSenderState,
  findSetLimits,
} from '#store/operations/limits/find-sender.ts';
import { knownRecipientsMax } from '#store/operations/limits/known-recipients.ts';
import { askedStrangersMax } from '#store/operations/limits/written-to.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { dueDestinations } from '#store/operations/queue/due-destinations.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { localDestination } from '#store/queue-destination.ts';
import { queueState } from '#store/queue-state.ts';
import { type SendLimits, sendScopeKind } from '#store/send-limits.ts';
import { newBurstFloor, sendState } from '#store/send-profile.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const actor = 'contract';

/** Ada sends one message to recipients elsewhere, of these numbers. */
function send(
  world: World,
  hashes: readonly number[],
  limits: SendLimits = {},
  addresses: readonly string[] = [],
) {
  const { store, ada: accountId, tenantId } = world;
  const sender = {
    accountId,
    tenantId,
    address: 'ada@example.test',
    hashes,
    addresses,
    network: 5,
  };
  const scopes = [{ kind: sendScopeKind.account, id: accountId, limits }];
  const input = {
    ...facts,
    digest: undefined,
    recipients: [],
    whenFull: 'refuse' as const,
    sending: { scopes, recipients: hashes.length, sender },
    queue: {
      tenantId,
      accountId,
      sender: 'ada@example.test',
      recipients: [{ address: 'x@far.test', domain: 'far.test' }],
    },
  };
  return outcome(store.write(deliver, input, [draftOf('mail')]));
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

contract('limits are set for accounts, domains and tenants, found, cleared', async (world) => {
  const { store, ada, tenantId } = world;
  const [domain] = await store.read(listDomains, { tenantId });
  const id = domain?.domainId ?? 0;
  const day = { day: { messages: 5, strangers: 0 } };
  await store.write(setSendLimit, { actor, kind: sendScopeKind.tenant, id: tenantId, limits: day });
  const hour = { hour: { recipients: 9 } };
  await store.write(setSendLimit, { actor, kind: sendScopeKind.domain, id, limits: hour });
  const account = { kind: sendScopeKind.account, id: ada };
  await store.write(setSendLimit, { actor, ...account, limits: hour });
  await store.write(setSendLimit, { actor, ...account, limits: day });
  const who = { accountId: ada, tenantId, domain: 'example.test' };
  assert.deepEqual(
    (await store.read(findSender, who)).limits.map(({ kind, limits }) => [kind, limits]),
    [
      [sendScopeKind.account, day],
      [sendScopeKind.domain, hour],
      [sendScopeKind.tenant, day],
    ],
  );
  const zoe = { accountId: world.zoe, tenantId: tenantId + 1, domain: 'other.test' };
  assert.deepEqual((await store.read(findSender, zoe)).limits, []);
  await store.write(setSendLimit, { actor, ...account, limits: {} });
  assert.deepEqual(await store.read(findSetLimits, account), {});
  const nobody = { actor, kind: sendScopeKind.domain, id: 999, limits: hour };
  assert.equal(await outcome(store.write(setSendLimit, nobody)), 'refused: limit.scope');

  await store.write(createDomain, { actor, tenantId, name: 'second.test' });
  const second = (await store.read(listDomains, { name: 'second.test' }))[0]?.domainId ?? 0;
  const scope = { kind: sendScopeKind.domain, id: second };
  await store.write(setSendLimit, { actor, ...scope, limits: hour });
  await store.write(removeDomain, { actor, tenantId, name: 'second.test' });
  assert.deepEqual(await store.read(findSetLimits, scope), {});
});

contract('first-time recipients are counted once, and held to their limit', async (world) => {
  const { store, clock, ada } = world;
  const limits = { hour: { messages: 0, recipients: 0, strangers: 20 } };
  await send(world, numbers(1, 18), limits);
  await send(world, numbers(1, 18), limits);
  assert.equal(await send(world, numbers(15, 7), limits), 'refused: send.limit');
  await send(world, numbers(15, 6), limits);
  assert.equal((await store.read(findSenderState, ada))?.known, 20);
  clock.advance(3_600_000);
  await send(world, numbers(15, 7), limits);
  const state = await store.read(findSenderState, ada);
  assert.deepEqual([state?.known, state?.profile.dayStrangers], [21, 21]);
});

contract('recipients beyond the bound are forgotten, the longest unused first', async (world) => {
  const { store, clock, ada } = world;
  const slices = 25;
  const size = knownRecipientsMax / slices;
  for (let slice = 0; slice < slices; slice++) {
    await send(world, numbers(1 + slice * size, size));
    if (slice === 0) {
      await store.write(resumeSending, { actor, accountId: ada, decided: false }); // It was a burst.
      clock.advance(2 * 86_400_000);
    }
    const state = await store.read(findSenderState, ada);
    if (state?.state === sendState.held)
      await store.write(resumeSending, { actor, accountId: ada, decided: false });
  }
  clock.advance(3_600_000);
  await send(world, [1]); // Written to again: not among the oldest any more.
  clock.advance(3_600_000);
  const before = (await store.read(findSenderState, ada))?.profile.dayStrangers ?? 0;
  await send(world, [99_999]);
  const full = await store.read(findSenderState, ada);
  assert.ok((full?.known ?? 0) < knownRecipientsMax);
  await send(world, [1, 2]);
  const after = await store.read(findSenderState, ada);
  assert.equal(after?.profile.dayStrangers, before + 2);
});

contract(
  'mail of an account that sends unlike itself is held, released, cancelled',
  async (world) => {
    const { store, ada } = world;
    const states = async () => (await store.read(listQueue, {})).map(({ state }) => state);
    await send(world, numbers(1, 3));
    const held = await send(world, numbers(100, newBurstFloor));
    assert.deepEqual(held, {
      recipients: [],
      queueId: 2,
      held: { accountId: ada, told: false },
    });
    await send(world, [1]);
    assert.deepEqual(await states(), [queueState.waiting, queueState.held, queueState.held]);
    const state = await store.read(findSenderState, ada);
    assert.deepEqual(
      [state?.state, state?.unusual?.rule, state?.unusual?.recipients],
      [sendState.held, 'burst', newBurstFloor + 3],
    );
    await store.write(resumeSending, { actor, accountId: ada, decided: false });
    const settle = { accountId: ada, change: 'release' as const, limit: 1 };
    assert.deepEqual(await store.write(settleHeld, settle), { messages: 1 });
    assert.deepEqual(await store.write(settleHeld, { ...settle, limit: 9 }), { messages: 1 });
    assert.deepEqual(await states(), [1, 1, 1].fill(queueState.waiting));
    const again = store.write(resumeSending, { actor, accountId: ada, decided: false });
    assert.equal(await outcome(again), 'refused: limit.usual');
    await send(world, numbers(1_000, newBurstFloor));
    assert.deepEqual(await states(), [1, 1, 1, 1].fill(queueState.waiting));

    await send(world, numbers(10_000, 20 * newBurstFloor));
    await store.write(lockSending, { actor, accountId: ada });
    assert.equal(await send(world, [1]), 'refused: send.locked');
    const unsaid = store.write(resumeSending, { actor, accountId: ada, decided: false });
    assert.equal(await outcome(unsaid), 'refused: limit.held');
    const cancel = { accountId: ada, change: 'cancel' as const, limit: 9 };
    assert.deepEqual(await store.write(settleHeld, cancel), { messages: 1 });
    assert.deepEqual(await states(), [1, 1, 1, 1].fill(queueState.waiting));
    await store.write(resumeSending, { actor, accountId: ada, decided: false });
    await send(world, [1]);
    assert.deepEqual(await states(), [1, 1, 1, 1, 1].fill(queueState.waiting));
  },
);

contract('a burst to mailboxes here, of other tenants, is told of too', async (world) => {
  const { store, ada: accountId, ben, tenantId } = world;
  const hashes = numbers(1, newBurstFloor + 1);
  const sender = { accountId, tenantId, address: 'ada@example.test', hashes, network: 0 };
  const delivered = await store.write(
    deliver,
    {
      ...facts,
      digest: undefined,
      recipients: [{ accountId: ben, flags: 0, keywords: [] }],
      whenFull: 'refuse',
      sending: { scopes: [], recipients: hashes.length, sender },
    },
    [draftOf('mail')],
  );
  assert.deepEqual(structuredClone(delivered.held), { accountId, told: false });
  assert.equal(delivered.recipients[0]?.ok, true);
});

contract('what an account sends to people here is held like the rest', async (world) => {
  const { store, ada: accountId, ben, tenantId } = world;
  const hashes = numbers(1, newBurstFloor + 1);
  const sender = { accountId, tenantId, address: 'ada@example.test', hashes, network: 0 };
  const recipients = [
    { address: 'ben@example.test', domain: 'example.test', local: true },
    { address: 'far@remote.test', domain: 'remote.test' },
  ];
  const ifHeld = { tenantId, accountId, sender: 'ada@example.test', recipients, digest: 7 };
  const input = {
    ...facts,
    digest: undefined,
    recipients: [{ accountId: ben, flags: 0, keywords: [] }],
    whenFull: 'refuse' as const,
    sending: { scopes: [], recipients: hashes.length, sender },
    ifHeld,
  };
  const delivered = await store.write(deliver, input, [draftOf('mail')]);
  assert.equal(delivered.withheld, true);
  const inbox = await store.read(mailboxByPath, { accountId: ben, path: ['INBOX'] });
  assert.equal(inbox?.total, 0);
  // The same message once more, since the answer was lost.
  const again = await store.write(deliver, input, [draftOf('mail')]);
  assert.equal(again.queueId, delivered.queueId);
  const states = (await store.read(listQueue, {})).map(({ state }) => state);
  assert.deepEqual(states, [queueState.held, queueState.held]);
  const due = async () =>
    (await store.read(dueDestinations, { limit: 9 })).map((one) => one.destination);
  assert.deepEqual(await due(), []);
  await store.write(settleHeld, { accountId, change: 'release', limit: 9 });
  assert.deepEqual(await due(), [localDestination, 'remote.test']);
});

contract('a hold is told to those who administer the tenant, else the server', async (world) => {
  const { store, ada, ben, zoe } = world;
  const readers = async () =>
    (await store.read(findHoldReaders, ada)).map(({ accountId }) => accountId);
  assert.deepEqual(await readers(), [ada]);
  await store.write(updateAccount, { actor, accountId: zoe, admin: 1 });
  assert.deepEqual(await readers(), [ada]); // Of another tenant.
  await store.write(updateAccount, { actor, accountId: zoe, admin: 2 });
  assert.deepEqual(await readers(), [ada, zoe]);
  await store.write(updateAccount, { actor, accountId: ben, admin: 1 });
  assert.deepEqual(await readers(), [ada, ben]);
});

contract('what is known of an account goes with it', async (world) => {
  const { store, clock, ada } = world;
  await send(world, numbers(1, 5));
  const scope = { kind: sendScopeKind.account, id: ada };
  await store.write(setSendLimit, { actor, ...scope, limits: { day: { messages: 1 } } });
  await store.write(removeAccount, { actor, accountId: ada });
  clock.advance(15 * 86_400_000);
  for (let left = true; left;)
    ({ left } = await store.write(eraseAccount, { accountId: ada, limit: 2 }));
  assert.equal(await store.read(findSenderState, ada), undefined);
  assert.deepEqual(await store.read(findSetLimits, scope), {});
});

contract('whoever has written to an account is no stranger when it answers', async (world) => {
  const { store, clock, tenantId, ada, ben } = world;
  const came = async (traceId: string, sender: string, accountId: number, refused = false) => {
    clock.advance(1_000);
    await store.write(recordTrace, {
      traceId,
      tenantId,
      sender,
      recipients: ['x@example.test'],
      people: { recipientAccountIds: [[accountId]] },
      status: refused ? 'refused' : 'delivered',
      steps: '',
    });
  };
  await came('old', 'old@far.test', ada);
  clock.advance(31 * 86_400_000);
  await came('one', 'Friend@Far.test', ada);
  await came('two', 'others@far.test', ben);
  await came('three', 'refused@far.test', ada, true);
  clock.advance(5 * 86_400_000);
  const strangersOf = async (address: string, hash: number): Promise<unknown> => {
    const limits = { minute: { messages: 0, recipients: 0, strangers: 1 } };
    clock.advance(60_000);
    await send(world, [hash + 1_000], limits, ['nobody@far.test']);
    const said = await send(world, [hash], limits, [address]);
    return said === 'refused: send.limit' ? 1 : 0;
  };
  assert.equal(await strangersOf('friend@far.test', 1), 0);
  assert.equal(await strangersOf('others@far.test', 2), 1);
  assert.equal(await strangersOf('refused@far.test', 3), 1);
  assert.equal(await strangersOf('old@far.test', 4), 1);
  const many = numbers(10_000, askedStrangersMax + 1);
  const told = many.map(() => 'friend@far.test');
  clock.advance(60_000);
  const limits = { minute: { messages: 0, recipients: 0, strangers: 1 } };
  assert.notEqual(await send(world, many, limits, told), 'refused: send.limit', 'one is not asked');
  const state = await store.read(findSenderState, ada);
  assert.equal(state?.known, 5 + many.length, 'whom it answered is remembered');
});
