/** The life of keys that sign on each engine. */
import assert from 'node:assert/strict';

import { dkimKeyState } from '#store/dkim-key-state.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { addDkimKeys } from '#store/operations/dkim/add-dkim-keys.ts';
import { activateDkimKeys, removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { findSigningKeys, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
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

const key = (selector: string, algorithm = 'rsa-sha256') => ({
  selector,
  algorithm,
  privateKey: Uint8Array.of(1),
  publicKey: Uint8Array.of(2),
});
