/** What is remembered of how other domains want their mail, on each engine. */
import assert from 'node:assert/strict';

import { ownStsPolicy } from '#core/transport/own-sts-policy.ts';
import { storedStsPolicies } from '#core/transport/sts-cache.ts';
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

contract('a policy is told of our domains only (RFC 8461 §3.2)', async ({ store }) => {
  const policy = { mode: 'enforce', mx: ['mail.example.test'], maxAgeSeconds: 9 } as const;
  assert.equal(await ownStsPolicy(store, policy, 'example.test'), policy);
  assert.equal(await ownStsPolicy(store, policy, 'elsewhere.test'), undefined);
});
