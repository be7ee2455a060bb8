import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { OpenLogins, recheckMs } from '#core/auth/open-logins.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { addAppPassword } from '#store/operations/directory/add-app-password.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { confirmTotp, startTotp } from '#store/operations/sign-in/totp.ts';
import { makeAda } from '#test/stage/directory.ts';

const actor = 'test';

async function stage() {
  const clock = new ManualClock(1_000);
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  const openLogins = new OpenLogins(store, { clock, log: silentLog });
  const ended: number[] = [];
  const appPassword = async (expiresAt: number | null): Promise<number> => {
    const input = { actor, accountId, name: `${expiresAt}`, hash: 'x', scram: '', expiresAt };
    return (await store.write(addAppPassword, { ...input, scopes: [] })).credentialId;
  };
  const open = (credentialId: number): (() => void) =>
    openLogins.add({ tenantId, accountId, address: 'ada@example.test', credentialId }, () =>
      ended.push(credentialId),
    );
  return { clock, store, accountId, openLogins, ended, appPassword, open };
}

test('A revoked app password ends the sessions that it opened, and no others', async () => {
  const { store, accountId, openLogins, ended, appPassword, open } = await stage();
  const [one, two] = [await appPassword(null), await appPassword(9_999_999)];
  open(one);
  open(two);
  open(two);
  await openLogins.check();
  assert.deepEqual(ended, []);
  await store.write(revokeCredential, { actor, accountId, credentialId: two });
  await openLogins.check();
  assert.deepEqual(ended, [two, two]);
  assert.equal(openLogins.count, 1);
});

test('An app password that expires ends its sessions within a minute', async () => {
  const { clock, openLogins, ended, appPassword, open } = await stage();
  const credentialId = await appPassword(clock.now() + recheckMs);
  open(credentialId);
  await openLogins.check();
  assert.deepEqual(ended, []);
  clock.advance(recheckMs);
  await openLogins.check();
  assert.deepEqual(ended, [credentialId]);
  assert.equal(openLogins.count, 0);
});

test('A session that has left is not asked for', async () => {
  const { store, accountId, openLogins, ended, appPassword, open } = await stage();
  const credentialId = await appPassword(null);
  const leave = open(credentialId);
  leave();
  leave();
  assert.equal(openLogins.count, 0);
  await store.write(revokeCredential, { actor, accountId, credentialId });
  await openLogins.check();
  assert.deepEqual(ended, []);
});

test('A second step ends what rests on the password alone, unless passwords may stay', async () => {
  const { clock, store, accountId, openLogins, ended, appPassword, open } = await stage();
  const lenient = new OpenLogins(store, { clock, log: silentLog, passwordBesideSecondStep: true });
  const password = { actor, accountId, hash: 'x', scram: '' };
  const { credentialId } = await store.write(setCredential, password);
  const app = await appPassword(null);
  open(credentialId);
  open(app);
  const login = { tenantId: 1, accountId, address: 'ada@example.test', credentialId };
  lenient.add(login, () => ended.push(0));
  await store.write(startTotp, { accountId, secret: new Uint8Array(1) });
  await openLogins.check();
  assert.deepEqual(ended, []);
  await store.write(confirmTotp, { actor, accountId, step: 1, recovery: [] });
  await Promise.all([openLogins.check(), lenient.check()]);
  assert.deepEqual(ended, [credentialId]);
});
