/** Sessions of browsers, second steps, passkeys and budgets of failures, on each engine. */
import assert from 'node:assert/strict';

import { checkLogins } from '#store/operations/directory/check-logins.ts';
import { findLogin } from '#store/operations/directory/find-login.ts';
import { readProfile, updateProfile } from '#store/operations/directory/profile.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { findLoginOf } from '#store/operations/sign-in/find-login-of.ts';
import {
  pruneLoginBudgets,
  settleLoginTry,
  takeLoginTry,
} from '#store/operations/sign-in/login-budget.ts';
import {
  addPasskey,
  findPasskey,
  listPasskeys,
  passkeysMax,
  removePasskey,
  renamePasskey,
  touchPasskey,
} from '#store/operations/sign-in/passkeys.ts';
import {
  confirmTotp,
  readTotp,
  removeTotp,
  setRecoveryCodes,
  startTotp,
  takeRecoveryCode,
  takeTotpStep,
} from '#store/operations/sign-in/totp.ts';
import { useChallenge } from '#store/operations/sign-in/use-challenge.ts';
import { addWebSession, webSessionsMax } from '#store/operations/web-session/add-web-session.ts';
import { endWebSessions } from '#store/operations/web-session/end-web-sessions.ts';
import { findWebSession } from '#store/operations/web-session/find-web-session.ts';
import { listWebSessions } from '#store/operations/web-session/list-web-sessions.ts';
import { pruneWebSessions } from '#store/operations/web-session/prune-web-sessions.ts';
import {
  briefIdleMs,
  sessionMsMax,
  stayIdleMs,
} from '#store/operations/web-session/session-life.ts';
import {
  confirmWebSession,
  touchWebSession,
} from '#store/operations/web-session/touch-web-session.ts';
import { contract } from '#test/contract/contract.ts';
import { outcome, type World } from '#test/contract/world.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const actor = 'contract';

function session(accountId: number, keyHash: string, stay = false) {
  const from = { userAgent: 'curl/8', remoteAddress: '192.0.2.1' };
  return { accountId, keyHash, credentialId: 7, method: 'password' as const, stay, ...from };
}

/** Which of these keys open something. */
async function opening({ store }: World, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const keyHash of keys) {
    if ((await store.read(findWebSession, { keyHash })) !== undefined) found.push(keyHash);
  }
  return found;
}

contract('a session opens until it is ended, unused for too long, or too old', async (world) => {
  const { store, clock, ada, tenantId } = world;
  const { sessionId } = await store.write(addWebSession, session(ada, 'brief'));
  await store.write(addWebSession, session(ada, 'long', true));
  assert.deepEqual(await opening(world, ['brief', 'long', 'other']), ['brief', 'long']);
  const found = await store.read(findWebSession, { keyHash: 'brief' });
  assert.equal(found?.address, 'ada@example.test');
  assert.equal(found?.confirmedAt, clock.now());
  clock.advance(briefIdleMs - 1);
  await store.write(touchWebSession, { accountId: ada, sessionId, remoteAddress: '192.0.2.9' });
  await store.write(confirmWebSession, { accountId: ada, sessionId });
  const [first] = await store.read(listWebSessions, { accountId: ada });
  assert.deepEqual(
    [first?.sessionId, first?.remoteAddress, first?.lastUsedAt, first?.userAgent],
    [sessionId, '192.0.2.9', clock.now(), 'curl/8'],
  );
  clock.advance(briefIdleMs);
  assert.deepEqual(await opening(world, ['brief', 'long']), ['long']);
  await store.write(updateTenant, { actor, tenantId, state: 2 });
  assert.deepEqual(await opening(world, ['long']), []);
  await store.write(updateTenant, { actor, tenantId, state: 1 });
  const [long] = await store.read(listWebSessions, { accountId: ada });
  const use = { accountId: ada, sessionId: long?.sessionId ?? 0, remoteAddress: '192.0.2.1' };
  for (let at = 0; at < sessionMsMax; at += stayIdleMs / 2) {
    await store.write(touchWebSession, use);
    clock.advance(stayIdleMs / 2);
  }
  assert.deepEqual(await opening(world, ['long']), []);
  assert.deepEqual(await store.write(pruneWebSessions, { before: clock.now(), limit: 1 }), {
    removed: 1,
  });
  assert.deepEqual(await store.write(pruneWebSessions, { before: clock.now(), limit: 9 }), {
    removed: 1,
  });
});

contract('of too many sessions the one that was not used for longest ends', async (world) => {
  const { store, clock, ada, ben } = world;
  await store.write(addWebSession, session(ben, 'ben'));
  const keys = Array.from({ length: webSessionsMax + 2 }, (_, index) => `key ${index}`);
  for (const key of keys) {
    clock.advance(1);
    await store.write(addWebSession, session(ada, key, true));
  }
  assert.deepEqual(await opening(world, keys), keys.slice(2));
  assert.deepEqual(await opening(world, ['ben']), ['ben']);
});

contract(
  'whatever ended a session, its key opens nothing, and no other one ends',
  async (world) => {
    const { store, ada, ben } = world;
    const random = seededRandom(11);
    const alive = new Map<string, { accountId: number; sessionId: number }>();
    const all: string[] = [];
    for (let step = 0; step < 24; step++) {
      const kind = Math.floor(random() * 4);
      const accountId = random() < 0.5 ? ada : ben;
      const mine = [...alive].filter(([, one]) => one.accountId === accountId);
      const [picked] = mine;
      if (kind < 2 || picked === undefined) {
        const key = `step ${step}`;
        const { sessionId } = await store.write(addWebSession, session(accountId, key));
        alive.set(key, { accountId, sessionId });
        all.push(key);
      } else if (kind === 2) {
        const which = { sessionId: picked[1].sessionId };
        await store.write(endWebSessions, { actor, accountId, which });
        // Another account's id ends nothing.
        const other = accountId === ada ? ben : ada;
        await store.write(endWebSessions, { actor, accountId: other, which });
        alive.delete(picked[0]);
      } else {
        const keepSessionId = picked[1].sessionId;
        const password = { actor, accountId, hash: `h${step}`, scram: '' };
        await store.write(setCredential, { ...password, keepSessionId });
        for (const [key] of mine.slice(1)) alive.delete(key);
      }
      assert.deepEqual((await opening(world, all)).toSorted(), [...alive.keys()].toSorted());
    }
    const logins = [...alive.values()].map(({ accountId, sessionId }) => {
      return { accountId, credentialId: 0, webSessionId: sessionId };
    });
    const valid = await store.read(checkLogins, { logins });
    assert.ok(valid.length > 0 && valid.every(Boolean));
    await store.write(endWebSessions, { actor, accountId: ada, which: { except: 0 } });
    const left = await store.read(checkLogins, { logins });
    assert.deepEqual(
      left,
      logins.map(({ accountId }) => accountId === ben),
    );
  },
);

contract('a second step is on from its first code, and each code is used up', async (world) => {
  const { store, ada } = world;
  const who = { actor, accountId: ada };
  const secret = Uint8Array.of(1, 2, 3);
  const answers: unknown[] = [];
  const say = async (work: Promise<unknown>): Promise<void> => {
    answers.push(await outcome(work));
  };
  const login = { localPart: 'ada', domain: 'example.test' };
  const state = async () => (await store.read(findLogin, login))?.totpState;
  await say(store.write(removeTotp, who));
  await say(store.write(confirmTotp, { ...who, step: 5, recovery: [] }));
  await say(store.write(startTotp, { accountId: ada, secret: Uint8Array.of(9) }));
  await say(store.write(startTotp, { accountId: ada, secret }));
  assert.equal(await state(), 1);
  await say(store.write(setRecoveryCodes, { ...who, recovery: ['x'] }));
  await say(store.write(confirmTotp, { ...who, step: 5, recovery: ['a', 'b'] }));
  assert.equal(await state(), 2);
  await say(store.write(startTotp, { accountId: ada, secret }));
  await say(store.write(takeTotpStep, { accountId: ada, step: 5 }));
  await say(store.write(takeTotpStep, { accountId: ada, step: 7 }));
  await say(store.write(takeTotpStep, { accountId: ada, step: 6 }));
  await say(store.write(takeRecoveryCode, { ...who, hash: 'a' }));
  await say(store.write(takeRecoveryCode, { ...who, hash: 'a' }));
  await say(store.write(setRecoveryCodes, { ...who, recovery: ['c'] }));
  await say(store.write(takeRecoveryCode, { ...who, hash: 'b' }));
  const row = await store.read(readTotp, ada);
  assert.deepEqual([...(row?.secret ?? [])], [1, 2, 3]);
  assert.deepEqual([row?.lastStep, row?.recovery], [7, '["c"]']);
  await say(store.write(removeTotp, who));
  assert.equal(await state(), null);
  assert.deepEqual(answers, [
    'refused: totp.absent',
    'refused: totp.absent',
    undefined,
    undefined,
    'refused: totp.absent',
    undefined,
    'refused: totp.exists',
    'refused: totp.replayed',
    undefined,
    'refused: totp.replayed',
    { left: 1 },
    'refused: totp.replayed',
    undefined,
    'refused: totp.replayed',
    undefined,
  ]);
});

contract('passkeys belong to one account, and take their sessions with them', async (world) => {
  const { store, clock, ada, ben } = world;
  const facts = { publicKey: Uint8Array.of(1), counter: 0, site: 'mail.test', backedUp: 0 };
  const add = (accountId: number, keyId: string) => {
    const input = { actor, accountId, keyId, ...facts, name: 'Laptop', transports: ['usb'] };
    return store.write(addPasskey, input);
  };
  const { passkeyId } = await add(ada, 'k1');
  assert.equal(await outcome(add(ben, 'k1')), 'refused: passkey.exists');
  for (let index = 2; index <= passkeysMax; index++) await add(ada, `k${index}`);
  assert.equal(await outcome(add(ada, 'more')), 'refused: passkey.limit');
  await store.write(touchPasskey, { accountId: ada, passkeyId, counter: 4, backedUp: 1 });
  const rename = { actor, passkeyId, name: 'Phone' };
  await store.write(renamePasskey, { ...rename, accountId: ada });
  const other = store.write(renamePasskey, { ...rename, accountId: ben });
  assert.equal(await outcome(other), 'refused: passkey.absent');
  const found = await store.read(findPasskey, 'k1');
  assert.deepEqual(
    [found?.accountId, found?.counter, found?.backedUp, found?.name, found?.lastUsedAt],
    [ada, 4, 1, 'Phone', clock.now()],
  );
  assert.equal((await store.read(listPasskeys, ada)).length, passkeysMax);
  await store.write(addWebSession, { ...session(ada, 'by it'), credentialId: passkeyId });
  await store.write(addWebSession, session(ada, 'by password'));
  await store.write(removePasskey, { actor, accountId: ada, passkeyId });
  assert.deepEqual(await opening(world, ['by it', 'by password']), ['by password']);
  const again = store.write(removePasskey, { actor, accountId: ada, passkeyId });
  assert.equal(await outcome(again), 'refused: passkey.absent');
  assert.equal((await store.read(findLoginOf, ada))?.address, 'ada@example.test');
  assert.equal(await store.read(findLoginOf, 999), undefined);
});

contract('a challenge is used once, and before it is over', async ({ store, clock }) => {
  const use = async (challenge: string, expiresAt: number) =>
    (await store.write(useChallenge, { challenge, expiresAt })).isFirst;
  const end = clock.now() + 10;
  assert.equal(await use('a', end), true);
  assert.equal(await use('a', end), false);
  assert.equal(await use('b', end), true);
  clock.advance(10);
  assert.equal(await use('a', end), false);
  assert.equal(await use('c', end), false);
});

contract('failures lead to delays that grow and fade', async ({ store, clock }) => {
  const budget = { key: 'k', free: 1, delayMsMax: 4_000 };
  const wait = async () => (await store.write(takeLoginTry, { budgets: [budget] })).waitMs;
  assert.equal(await wait(), 0);
  for (const delay of [1_000, 2_000, 4_000, 4_000]) {
    assert.equal(await wait(), 0);
    assert.equal(await wait(), delay);
    clock.advance(delay);
  }
  await store.write(settleLoginTry, { clear: [], giveBack: ['k', 'unknown'] });
  assert.equal(await wait(), 0);
  await store.write(settleLoginTry, { clear: ['k'], giveBack: [] });
  assert.equal(await wait(), 0);
  assert.equal(await wait(), 0);
  clock.advance(10);
  const prune = { before: clock.now(), limit: 5 };
  assert.deepEqual(await store.write(pruneLoginBudgets, prune), { removed: 1 });
});

contract('a profile is changed in parts', async ({ store, ada }) => {
  const changes = { timeZone: 'Europe/Berlin', language: 'de' };
  await store.write(updateProfile, { actor, accountId: ada, changes });
  const profile = await store.read(readProfile, ada);
  assert.deepEqual(
    [profile.displayName, profile.language, profile.timeZone, profile.address],
    ['ada', 'de', 'Europe/Berlin', 'ada@example.test'],
  );
  const absent = store.write(updateProfile, { actor, accountId: 999, changes });
  assert.equal(await outcome(absent), 'refused: account.absent');
});
