/** Addresses that applications do not write to any more, on each engine. */
import assert from 'node:assert/strict';

import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import {
  findSuppression,
  listSuppressions,
} from '#store/operations/suppression/list-suppressions.ts';
import { pruneSuppressions } from '#store/operations/suppression/prune-suppressions.ts';
import { removeSuppression } from '#store/operations/suppression/remove-suppression.ts';
import {
  bounceSuppressionMs,
  suppressBounced,
} from '#store/operations/suppression/insert-suppression.ts';
import { writeOperation } from '#store/operation.ts';
import { makeApplication } from '#core/applications/make-application.ts';
import { contract } from '#test/contract/contract.ts';
import { outcome } from '#test/contract/world.ts';

const actor = 'contract';
const manual = { actor, reason: 'manual' as const, evidence: 'asked for it', expiresAt: null };

contract('an address on the own or the tenant’s list is found, and on no other', async (world) => {
  const { store, tenantId, ada, ben, zoe } = world;
  await store.write(addSuppression, { ...manual, tenantId, accountId: ada, address: 'a@far.test' });
  await store.write(addSuppression, { ...manual, tenantId, accountId: 0, address: 'b@far.test' });
  const found = async (accountId: number, address: string, tenant = tenantId) =>
    (await store.read(findSuppression, { tenantId: tenant, accountId, address }))?.accountId;
  assert.equal(await found(ada, 'a@far.test'), ada);
  assert.equal(await found(ben, 'a@far.test'), undefined);
  assert.equal(await found(ada, 'b@far.test'), 0);
  assert.equal(await found(ben, 'b@far.test'), 0);
  assert.equal(await found(zoe, 'b@far.test', tenantId + 1), undefined);
  const own = { ...manual, tenantId, accountId: ada, address: 'b@far.test' };
  await store.write(addSuppression, { ...own, evidence: 'x'.repeat(9_000) });
  assert.equal(await found(ada, 'b@far.test'), ada);
  const page = await store.read(listSuppressions, { tenantId, accountId: ada, limit: 9 });
  assert.deepEqual(
    page.map(({ address, reason, evidence }) => [address, reason, evidence.length]),
    [
      ['a@far.test', 'manual', 12],
      ['b@far.test', 'manual', 500],
    ],
  );
  const rest = { tenantId, accountId: ada, after: 'a@far.test', limit: 9 };
  assert.equal((await store.read(listSuppressions, rest)).length, 1);
});

contract('an entry is taken off by hand, or when its time is over', async (world) => {
  const { store, clock, tenantId, ada } = world;
  const place = { tenantId, accountId: ada, address: 'a@far.test' };
  const entry = { ...manual, ...place, expiresAt: clock.now() + 1_000 };
  await store.write(addSuppression, entry);
  clock.advance(1_001);
  assert.equal(await store.read(findSuppression, place), undefined);
  const old = { before: clock.now(), limit: 9 };
  assert.deepEqual(await store.write(pruneSuppressions, old), { removed: 1 });
  const again = store.write(removeSuppression, { actor, ...place });
  assert.equal(await outcome(again), 'refused: suppression.absent');
  await store.write(addSuppression, { ...entry, expiresAt: null });
  assert.deepEqual(await store.write(pruneSuppressions, old), { removed: 0 });
  await store.write(removeSuppression, { actor, ...place });
  assert.equal(await store.read(findSuppression, place), undefined);
  const lost = store.write(addSuppression, { ...entry, accountId: 999 });
  assert.equal(await outcome(lost), 'refused: account.absent');
});

contract(
  'what bounces for good goes on the list of an application, of no person',
  async (world) => {
    const { store, clock, tenantId, ada } = world;
    const bounce = writeOperation('bounceForContract', function* (tx, accountId: number) {
      const place = { tenantId, accountId, address: 'gone@far.test' };
      return yield* suppressBounced(tx, { ...place, evidence: '550 5.1.1 No such user' });
    });
    assert.equal(await store.write(bounce, ada), false);
    const { accountId } = await makeApplication(store, {
      actor,
      tenantId,
      address: { localPart: 'shop', domain: 'example.test' },
      language: 'en',
      name: 'Shop',
      kind: 'wordpress',
      fromAddresses: ['shop@example.test'],
      networks: [],
      limits: {},
      mailTo: '',
      dkimStream: '',
    });
    assert.equal(await store.write(bounce, accountId), true);
    const found = await store.read(findSuppression, {
      tenantId,
      accountId,
      address: 'gone@far.test',
    });
    assert.deepEqual([found?.accountId, found?.reason], [accountId, 'hard-bounce']);
    clock.advance(bounceSuppressionMs + 1);
    const place = { tenantId, accountId, address: 'gone@far.test' };
    assert.equal(await store.read(findSuppression, place), undefined);
  },
);
