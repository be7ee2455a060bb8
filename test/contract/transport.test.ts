/** What is remembered of how other domains want their mail, on each engine. */
import assert from 'node:assert/strict';

import { ownStsPolicy, stsRecordText } from '#core/transport/own-sts-policy.ts';
import { storedStsPolicies } from '#core/transport/sts-cache.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import {
  type OwnStsPolicyRow,
  setOwnStsPolicy,
} from '#store/operations/transport/own-sts-policy.ts';
import { findStsPolicy } from '#store/operations/transport/find-sts-policy.ts';
import { keepStsPolicy } from '#store/operations/transport/keep-sts-policy.ts';
import { contract } from '#test/contract/contract.ts';

contract('the latest policy of a domain is kept (RFC 8461 §3.3)', async ({ store }) => {
  const cache = storedStsPolicies(store);
  const policy = { mode: 'enforce', mx: ['mx.two.test', '*.two.test'], maxAgeSeconds: 9 } as const;
  const first = { domain: 'two.test', id: '1', policy, fetchedAt: 1_700_000_000_000 };
  assert.equal(await cache.find('two.test'), undefined);
  await cache.keep(first);
  assert.deepEqual(await cache.find('two.test'), first);
  const second = { ...first, id: '2', policy: { ...policy, mode: 'none' as const, mx: [] } };
  await cache.keep(second);
  assert.deepEqual(await cache.find('two.test'), second);
  assert.equal(await cache.find('one.test'), undefined);
});

contract('of too many policies the oldest go', async ({ store }) => {
  for (const [index, domain] of ['b.test', 'a.test', 'c.test', 'd.test'].entries()) {
    const facts = { policyId: '1', mode: 'testing', mx: 'mx', maxAgeSeconds: 1 };
    const policy = { domain, ...facts, fetchedAt: domain === 'd.test' ? 0 : index };
    await store.write(keepStsPolicy, { policy, rowsMax: 2 });
  }
  const left = [];
  for (const domain of ['a.test', 'b.test', 'c.test', 'd.test']) {
    if ((await store.read(findStsPolicy, { domain })) !== undefined) left.push(domain);
  }
  assert.deepEqual(left, ['c.test', 'd.test']);
});

contract(
  'a policy is told of our domains only, the one decided for each (RFC 8461 §3.1, §3.2)',
  async (world) => {
    const { store, tenantId } = world;
    const policy = { mode: 'enforce', mx: ['mail.example.test'], maxAgeSeconds: 9 } as const;
    const defaults = { policy, hostname: 'Mail.example.test' };
    const none = { ...defaults, policy: undefined };
    const domain = 'example.test';
    assert.equal(await ownStsPolicy(store, defaults, domain), policy);
    assert.equal(await ownStsPolicy(store, defaults, 'elsewhere.test'), undefined);
    assert.equal(await ownStsPolicy(store, none, domain), undefined);
    const actor = 'contract';
    const set = (row: OwnStsPolicyRow | undefined) =>
      store.write(setOwnStsPolicy, { actor, domain, policy: row });
    await set({ mode: 'testing', mx: '', maxAgeSeconds: 0 });
    const own = { ...policy, mode: 'testing' as const };
    assert.deepEqual(await ownStsPolicy(store, defaults, domain), own);
    assert.deepEqual(await ownStsPolicy(store, none, domain), { ...own, maxAgeSeconds: 604_800 });
    assert.equal(await ownStsPolicy(store, none, 'other.test'), undefined);
    const ids = new Set([stsRecordText(policy), stsRecordText(own)]);
    await set({ mode: 'testing', mx: 'mx1.test\n*.mx2.test', maxAgeSeconds: 60 });
    const changed = await ownStsPolicy(store, defaults, domain);
    assert.deepEqual(changed, {
      mode: 'testing',
      mx: ['mx1.test', '*.mx2.test'],
      maxAgeSeconds: 60,
    });
    ids.add(stsRecordText(changed ?? policy));
    assert.equal(ids.size, 3, 'another policy or server has another id');
    await set(undefined);
    assert.equal(await ownStsPolicy(store, defaults, domain), policy);
    const absent = { actor, domain: 'elsewhere.test', policy: undefined };
    await assert.rejects(store.write(setOwnStsPolicy, absent), { code: 'domain.absent' });
    await store.write(createDomain, { actor, tenantId, name: 'gone.test' });
    const row = { mode: 'none', mx: '', maxAgeSeconds: 0 };
    await store.write(setOwnStsPolicy, { actor, domain: 'gone.test', policy: row });
    await store.write(removeDomain, { actor, tenantId, name: 'gone.test' });
    await store.write(createDomain, { actor, tenantId, name: 'gone.test' });
    assert.equal(await ownStsPolicy(store, none, 'gone.test'), undefined);
  },
);
