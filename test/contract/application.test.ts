/** Accounts that only submit, and what is counted of sending, on each engine. */
import assert from 'node:assert/strict';

import { applicationSender } from '#store/operations/application/application-gate.ts';
import {
  applicationEventsMax,
  listApplicationEvents,
  recordApplicationEvent,
} from '#store/operations/application/application-events.ts';
import {
  createApplication,
  type CreateApplicationInput,
} from '#store/operations/application/create-application.ts';
import {
  findApplication,
  listApplications,
} from '#store/operations/application/find-application.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';
import { findAddress } from '#store/operations/directory/find-address.ts';
import { findLogin } from '#store/operations/directory/find-login.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import { listSuppressions } from '#store/operations/suppression/list-suppressions.ts';
import { findSendLimit, listSendCounts } from '#store/operations/limits/find-send-limit.ts';
import { pruneSendCounts } from '#store/operations/limits/prune-send-counts.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { type SendScope, sendScopeKind } from '#store/send-limits.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const actor = 'contract';

function draft(
  world: World,
  changes: Partial<CreateApplicationInput> = {},
): CreateApplicationInput {
  return {
    actor,
    tenantId: world.tenantId,
    address: { localPart: 'cloud', domain: 'example.test' },
    language: 'de',
    name: 'Cloud',
    kind: 'nextcloud',
    fromAddresses: ['cloud@example.test', 'info@example.test'],
    networks: ['192.0.2.0/24'],
    limits: { hour: { messages: 2, recipients: 3 } },
    mailTo: '',
    dkimStream: 'apps',
    ...changes,
  };
}

contract(
  'an application is made, found by name, changed, and gone with its account',
  async (world) => {
    const { store, tenantId, ada } = world;
    const { accountId } = await store.write(createApplication, draft(world));
    const twice = store.write(createApplication, draft(world));
    assert.equal(await outcome(twice), 'refused: application.exists');
    const found = await store.read(findApplication, accountId);
    assert.deepEqual(
      [found?.fromAddresses, found?.networks, found?.limits, found?.language, found?.tenantId],
      [
        ['cloud@example.test', 'info@example.test'],
        ['192.0.2.0/24'],
        { hour: { messages: 2, recipients: 3 } },
        'de',
        tenantId,
      ],
    );
    assert.equal(await store.read(findApplication, ada), undefined);
    const named = await store.read(listApplications, { tenantId, name: 'Cloud', limit: 9 });
    assert.deepEqual(
      named.map(({ address }) => address),
      ['cloud@example.test'],
    );
    assert.deepEqual(await store.read(listApplications, { tenantId: tenantId + 1, limit: 9 }), []);

    await store.write(updateApplication, { actor, accountId, name: 'Files', networks: [] });
    const login = await store.read(findLogin, { localPart: 'cloud', domain: 'example.test' });
    assert.equal(login?.networks, '[]');
    const none = store.write(updateApplication, { actor, accountId, fromAddresses: [] });
    assert.equal(await outcome(none), 'refused: application.from');
    const foreign = ['x@other.test'];
    const stolen = store.write(updateApplication, { actor, accountId, fromAddresses: foreign });
    assert.equal(await outcome(stolen), 'refused: domain.absent');
    const person = store.write(updateApplication, { actor, accountId: ada, name: 'x' });
    assert.equal(await outcome(person), 'refused: application.absent');

    await store.write(removeAccount, { actor, accountId });
    assert.equal(await store.read(findApplication, accountId), undefined);
    await store.write(createApplication, draft(world, { name: 'Files' }));
  },
);

contract(
  'an application sends as what is on its list; its mail is refused or goes on',
  async (world) => {
    const { store, ada } = world;
    const { accountId } = await store.write(createApplication, draft(world));
    const may = (localPart: string, account = accountId) =>
      store.read(applicationSender, { accountId: account, localPart, domain: 'example.test' });
    assert.deepEqual(
      [await may('info'), await may('ada'), await may('ada', ada)],
      [true, false, undefined],
    );
    const address = { domain: 'example.test', localParts: ['cloud'], fallback: false };
    assert.deepEqual(structuredClone(await store.read(findAddress, address)), {
      kind: 'send-only',
    });
    await store.write(updateApplication, { actor, accountId, mailTo: 'ada@example.test' });
    const found = await store.read(findAddress, address);
    assert.ok(found.kind === 'alias');
    assert.deepEqual([found.targets, found.group], [['ada@example.test'], true]);
    // Nobody's postmaster is a program.
    const fallback = { domain: 'example.test', localParts: ['postmaster'], fallback: true };
    const postmaster = await store.read(findAddress, fallback);
    assert.ok(postmaster.kind === 'account');
    assert.equal(postmaster.account.accountId, ada);
  },
);

contract('the log of an application keeps its newest events, of people none', async (world) => {
  const { store, ada } = world;
  const { accountId } = await store.write(createApplication, draft(world));
  const event = { outcome: 'refused', stage: 'login', remoteAddress: '::1', traceId: '' } as const;
  const words = 'Wrong password';
  await store.write(recordApplicationEvent, { ...event, accountId: ada, words });
  assert.deepEqual(await store.read(listApplicationEvents, { accountId: ada, limit: 9 }), []);
  const count = applicationEventsMax + 3;
  await Promise.all(
    Array.from({ length: count }, () =>
      store.write(recordApplicationEvent, { ...event, accountId, words }),
    ),
  );
  const all = await store.read(listApplicationEvents, { accountId, limit: 2 * count });
  assert.deepEqual([all.length, all[0]?.eventId], [applicationEventsMax, count]);
  const rest = await store.read(listApplicationEvents, { accountId, before: 5, limit: 9 });
  assert.deepEqual(
    rest.map(({ eventId, words: said }) => [eventId, said]),
    [[4, words]],
  );
});

contract(
  'limits are held in the delivery that they count, until their window ends',
  async (world) => {
    const { store, clock, ada } = world;
    const limits = { hour: { messages: 2, recipients: 9 }, day: { messages: 0, recipients: 5 } };
    const scopes: readonly SendScope[] = [
      { kind: sendScopeKind.account, id: ada, limits },
      { kind: sendScopeKind.tenant, id: world.tenantId, limits: {} },
    ];
    const send = (recipients: number) => {
      const to = [{ accountId: ada, flags: 0, keywords: [] }];
      const input = { ...facts, digest: undefined, recipients: to, whenFull: 'refuse' as const };
      const sending = { scopes, recipients };
      return outcome(store.write(deliver, { ...input, sending }, [draftOf('mail')]));
    };
    await send(2);
    await send(2);
    assert.equal(await send(1), 'refused: send.limit');
    const reached = await store.read(findSendLimit, { scopes, recipients: 1 });
    const endsAt = clock.now() + 3_600_000;
    const { kind, id } = { kind: sendScopeKind.account, id: ada };
    const hour = { kind, id, window: 'hour', endsAt, counts: 'messages', max: 2 };
    assert.deepEqual(reached, hour);
    clock.advance(3_600_000);
    assert.equal(await store.read(findSendLimit, { scopes, recipients: 1 }), undefined);
    assert.equal(await send(2), 'refused: send.limit'); // The day's recipients.
    await send(1);
    const tenant = { kind: sendScopeKind.tenant, id: world.tenantId, since: 0, limit: 9 };
    const counts = await store.read(listSendCounts, tenant);
    assert.deepEqual(
      counts.map(({ windowMs, messages, recipients }) => [windowMs, messages, recipients]),
      [
        [60_000, 1, 1],
        [60_000, 2, 4],
        [3_600_000, 1, 1],
        [3_600_000, 2, 4],
        [86_400_000, 3, 5],
      ],
    );
    clock.advance(15 * 86_400_000);
    const old = { before: clock.now(), limit: 99 };
    assert.deepEqual(await store.write(pruneSendCounts, old), { removed: 8 });
    assert.equal((await store.read(listSendCounts, tenant)).length, 1);
  },
);

contract('several messages at once pass no limit together', async (world) => {
  const { store, ada } = world;
  const limits = { minute: { messages: 3, recipients: 0 } };
  const sending = { scopes: [{ kind: sendScopeKind.account, id: ada, limits }], recipients: 1 };
  const recipients = [{ accountId: ada, flags: 0, keywords: [] }];
  const input = { ...facts, digest: undefined, recipients, whenFull: 'refuse' as const, sending };
  const all = await Promise.all(
    Array.from({ length: 8 }, () => outcome(store.write(deliver, input, [draftOf('mail')]))),
  );
  assert.equal(all.filter((one) => one === 'refused: send.limit').length, 5);
});

contract('what is erased with its account leaves nothing of an application', async (world) => {
  const { store, clock, tenantId } = world;
  const { accountId } = await store.write(createApplication, draft(world));
  const event = { outcome: 'refused', stage: 'login', remoteAddress: '::1', traceId: '' } as const;
  await store.write(recordApplicationEvent, { ...event, accountId, words: 'Wrong password' });
  const entry = { tenantId, accountId, address: 'a@far.test', expiresAt: null, evidence: '' };
  await store.write(addSuppression, { actor, ...entry, reason: 'manual' });
  await store.write(removeAccount, { actor, accountId });
  clock.advance(15 * 86_400_000);
  for (let left = true; left;)
    ({ left } = await store.write(eraseAccount, { accountId, limit: 5 }));
  const page = { tenantId, accountId, limit: 9 };
  assert.deepEqual(await store.read(listApplicationEvents, page), []);
  assert.deepEqual(await store.read(listSuppressions, page), []);
  const sender = { accountId, localPart: 'info', domain: 'example.test' };
  assert.equal(await store.read(applicationSender, sender), undefined);
});
