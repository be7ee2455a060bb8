/** The life of keys that sign on each engine. */
import assert from 'node:assert/strict';

import { dkimKeyState } from '#store/dkim-key-state.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { addDkimKeys } from '#store/operations/dkim/add-dkim-keys.ts';
import { activateDkimKeys, removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { findSigningKeys, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import { findKeyReaders } from '#store/operations/dkim/find-key-readers.ts';
import {
  type DkimKeyChange,
  type DkimKeyFate,
  settleDkimKeys,
} from '#store/operations/dkim/settle-dkim-keys.ts';
import { contract } from '#test/contract/contract.ts';

contract('keys are prepared, sign, are retired and erased', async ({ store, tenantId }) => {
  const actor = 'contract';
  const domain = 'keys.test';
  const owner = { actor, tenantId, domain, stream: '' };
  const absent = { ...owner, keys: [key('a')] };
  await assert.rejects(store.write(addDkimKeys, absent), { code: 'domain.absent' });
  await store.write(createDomain, { actor, tenantId, name: domain });
  await store.write(addDkimKeys, { ...owner, keys: [key('a'), key('b', 'ed25519-sha256')] });
  const again = { ...owner, keys: [key('c')] };
  await assert.rejects(store.write(addDkimKeys, again), { code: 'dkim-key.exists' });
  const signing = async (): Promise<string[]> =>
    (await store.read(findSigningKeys, { domain, stream: '' })).map(({ selector }) => selector);
  assert.deepEqual(await signing(), []);
  await store.write(activateDkimKeys, { actor, domain, selectors: ['a', 'b'] });
  await assert.rejects(store.write(activateDkimKeys, { actor, domain, selectors: ['a'] }), {
    code: 'dkim-key.absent',
  });
  const used = { ...owner, keys: [key('a')] };
  await assert.rejects(store.write(addDkimKeys, used), { code: 'dkim-key.exists' });
  await store.write(addDkimKeys, { ...owner, stream: 'shop', keys: [key('s')] });
  await store.write(addDkimKeys, again);
  await store.write(activateDkimKeys, { actor, domain, selectors: ['c', 's'] });
  assert.deepEqual(await signing(), ['b', 'c']);
  await store.write(removeDkimKeys, { actor, domain, selectors: ['a'] });
  const { active, removed } = dkimKeyState;
  const states = (await store.read(listDkimKeys, { domain })).map(({ state }) => state);
  assert.deepEqual(states, [removed, active, active, active]);
  await store.write(removeDomain, { actor, tenantId, name: domain });
  assert.deepEqual(await store.read(listDkimKeys, { domain }), []);
});

contract('a lost key waits, a retired one signs again', async ({ store, clock, tenantId }) => {
  const actor = 'contract';
  const domain = 'lost.test';
  const owner = { actor, tenantId, domain, stream: '' };
  await store.write(createDomain, { actor, tenantId, name: domain });
  for (const name of ['a', 'b']) {
    await store.write(addDkimKeys, { ...owner, keys: [key(name)] });
    await store.write(activateDkimKeys, { actor, domain, selectors: [name] });
  }
  const keys = () => store.read(listDkimKeys, { domain });
  const settle = async (name: string, fate: DkimKeyFate, told = false): Promise<void> => {
    const { dkimKeyId = 0 } = (await keys()).find(({ selector }) => selector === name) ?? {};
    const changes: DkimKeyChange[] = [{ dkimKeyId, fate, told }];
    await store.write(settleDkimKeys, { actor, tenantId, domain, changes, notices: [] });
  };
  const facts = async () =>
    (await keys()).map(({ state, missingSince, toldAt }) => [state, missingSince, toldAt]);
  const { prepared, active, retired } = dkimKeyState;
  const since = clock.now();
  await settle('b', 'missing');
  clock.advance(1_000);
  await settle('b', 'missing', true);
  await settle('b', 'restore');
  assert.deepEqual(await facts(), [
    [retired, 0, 0],
    [active, since, since + 1_000],
  ]);
  await settle('b', 'suspend', true);
  await settle('a', 'restore');
  assert.deepEqual(
    (await facts()).map(([state]) => state),
    [active, prepared],
  );
  await store.write(activateDkimKeys, { actor, domain, selectors: ['b'] });
  assert.deepEqual(await facts(), [
    [retired, 0, 0],
    [active, 0, 0],
  ]);
  await settle('b', 'missing', true);
  await settle('b', 'seen');
  assert.deepEqual((await facts())[1], [active, 0, 0]);
  assert.ok(Array.isArray(await store.read(findKeyReaders, { tenantId })));
});

const key = (selector: string, algorithm = 'rsa-sha256') => ({
  selector,
  algorithm,
  privateKey: Uint8Array.of(1),
  publicKey: Uint8Array.of(2),
});
