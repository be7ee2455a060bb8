/** Logins, addresses and tenants of the directory: every engine answers alike. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { addAppPassword } from '#store/operations/directory/add-app-password.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import { findAddress, findServerAdministrator } from '#store/operations/directory/find-address.ts';
import { findLogin } from '#store/operations/directory/find-login.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';
import { rehashCredential } from '#store/operations/directory/rehash-credential.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { touchCredential } from '#store/operations/directory/touch-credential.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { tenantOfDomain } from '#store/operations/queue/tenant-of-domain.ts';
import { engines, stopEngines } from '#test/contract/engines.ts';
import { makeWorld, outcome, type World } from '#test/contract/world.ts';

after(stopEngines);

const actor = 'contract';

/** What a life of logins answers, step by step. */
async function live({ store, clock, tenantId, ada, zoe }: World): Promise<unknown[]> {
  const answers: unknown[] = [];
  const say = async (work: Promise<unknown>): Promise<void> => {
    answers.push(await outcome(work));
  };
  const accountId = ada;
  const device = { name: 'phone', hash: 'h2', scram: '', scopes: ['imap'] };
  const expiresAt = clock.now() + 1000;
  const login = { localPart: 'ada', domain: 'example.test' };
  const find = { domain: 'example.test', fallback: true };
  await say(store.write(setCredential, { actor, accountId, hash: 'h1', scram: 's1' }));
  await say(store.write(addAppPassword, { actor, accountId, ...device, expiresAt }));
  const rehash = { accountId, credentialId: 1, from: 'h1', to: 'h3' };
  await say(store.write(rehashCredential, rehash));
  await say(store.write(rehashCredential, rehash));
  const touch = { accountId, credentialId: 2, remoteAddress: '192.0.2.1' };
  await say(store.write(touchCredential, touch));
  await say(store.read(findLogin, login));
  await say(store.read(findLogin, { ...login, localPart: 'nobody' }));
  await say(store.write(revokeCredential, { actor, accountId: zoe, credentialId: 2 }));
  await say(store.write(revokeCredential, { actor, accountId, credentialId: 2 }));
  await say(store.write(revokeCredential, { actor, accountId, credentialId: 2 }));
  await say(store.read(listCredentials, { accountId }));
  await say(store.read(findAddress, { ...find, localParts: ['ada+x', 'ada'] }));
  await say(store.read(findAddress, { ...find, localParts: ['nobody'] }));
  await say(store.read(findAddress, { ...find, domain: 'far.example', localParts: ['a'] }));
  await say(store.read(findServerAdministrator, undefined));
  await say(store.read(tenantOfDomain, 'example.test'));
  await say(store.read(tenantOfDomain, 'far.example'));
  await say(store.write(updateTenant, { actor, tenantId, name: 'other.test' }));
  await say(store.write(updateTenant, { actor, tenantId, bytesMax: 5, state: 2 }));
  await say(store.read(findLogin, login));
  await say(store.write(removeTenant, { actor, tenantId }));
  for (const value of [1, 2]) {
    const input = { name: 'contract', value: Uint8Array.of(value) };
    answers.push([...(await store.write(ensureSetting, input))]);
  }
  return answers;
}

test('Every engine finds, changes and refuses alike at the login', async () => {
  const lives: unknown[][] = [];
  for (const engine of engines) {
    const world = await makeWorld(engine);
    try {
      lives.push(await live(world));
    } finally {
      await world.close();
    }
  }
  const [first = [], ...others] = lives;
  for (const other of others) assert.deepEqual(other, first);
  const refusals = first.filter((answer) => typeof answer === 'string');
  assert.deepEqual(refusals, [
    'refused: credential.absent',
    'refused: credential.absent',
    'refused: tenant.exists',
    'refused: tenant.in-use',
  ]);
  assert.deepEqual(first.slice(-2), [[1], [1]]);
});
