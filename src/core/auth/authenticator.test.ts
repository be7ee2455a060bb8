import assert from 'node:assert/strict';
import test from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { createAppPassword, setPassword } from '#core/auth/set-password.ts';
import { lockAccount, releaseSending } from '#core/limits/sending-holds.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { makeAda } from '#test/stage/directory.ts';

const actor = 'test';

async function house() {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const { tenantId, accountId } = await makeAda(store);
  await setPassword(store, { actor, accountId, password: 'correct horse' });
  const authenticator = new Authenticator(store, { clock, log: silentLog });
  return { clock, store, tenantId, accountId, authenticator };
}

const from = { protocol: 'imap', remoteAddress: '192.0.2.1' } as const;
const denied = (code: string) => (error: unknown) =>
  error instanceof Refusal && error.code === code;

test('A login is let in under any case of its address and not with another password', async () => {
  const { authenticator, accountId } = await house();
  const login = await authenticator.verify({
    ...from,
    login: 'Ada@EXAMPLE.test',
    password: 'correct horse',
  });
  assert.equal(login.accountId, accountId);
  for (const [name, password] of [
    ['ada@example.test', 'wrong'],
    ['nobody@example.test', 'correct horse'],
    ['ada@example.test', ''],
    ['ada', 'correct horse'],
  ]) {
    const attempt = { ...from, login: name ?? '', password: password ?? '' };
    await assert.rejects(authenticator.verify(attempt), denied('login.denied'));
  }
});

test('A remembered login ends with the password and with the tenant', async () => {
  const { authenticator, store, accountId, tenantId } = await house();
  const attempt = { ...from, login: 'ada@example.test', password: 'correct horse' };
  await authenticator.verify(attempt);
  await store.write(updateTenant, { actor, tenantId, state: 2 });
  await assert.rejects(authenticator.verify(attempt), denied('login.disabled'));
  await store.write(updateTenant, { actor, tenantId, state: 1 });
  await setPassword(store, { actor, accountId, password: 'battery staple' });
  await assert.rejects(authenticator.verify(attempt), denied('login.denied'));
});

test('A lock on sending closes submission alone, to every password, until it is released', async () => {
  const { authenticator, store, accountId } = await house();
  const app = { actor, accountId, name: 'Phone', scopes: [], expiresAt: null };
  const { password } = await createAppPassword(store, app);
  await lockAccount(store, { actor, accountId, cancelHeld: false });
  for (const secret of ['correct horse', password]) {
    const attempt = { ...from, login: 'ada@example.test', password: secret };
    await authenticator.verify({ ...attempt, protocol: 'imap' });
    const submission = authenticator.verify({ ...attempt, protocol: 'smtp' });
    await assert.rejects(submission, denied('login.locked'));
    const wrong = authenticator.verify({ ...attempt, password: 'x', protocol: 'smtp' });
    await assert.rejects(wrong, denied('login.denied'));
  }
  await releaseSending(store, { actor, accountId });
  const attempt = { ...from, login: 'ada@example.test', password };
  await authenticator.verify({ ...attempt, protocol: 'smtp' });
});

test('An app password opens its protocols until it expires, however it is typed', async () => {
  const { authenticator, store, accountId, clock } = await house();
  const { password } = await createAppPassword(store, {
    actor,
    accountId,
    name: 'Phone',
    scopes: ['imap'],
    expiresAt: clock.now() + 1000,
  });
  const attempt = { ...from, login: 'ada@example.test', password };
  await authenticator.verify(attempt);
  const typed = password.replaceAll('-', ' ').toUpperCase();
  await authenticator.verify({ ...attempt, password: typed });
  const scope = authenticator.verify({ ...attempt, protocol: 'smtp' });
  await assert.rejects(scope, denied('login.scope'));
  clock.advance(1000);
  await assert.rejects(authenticator.verify(attempt), denied('login.denied'));
});

test('An app password alone is a token, a password is not (RFC 6750 §2.1)', async () => {
  const { authenticator, store, accountId, clock } = await house();
  const wanted = { actor, accountId, name: 'Program', scopes: ['http'] } as const;
  const { password } = await createAppPassword(store, { ...wanted, expiresAt: clock.now() + 1 });
  const attempt = { protocol: 'http', remoteAddress: '192.0.2.1', token: password } as const;
  assert.equal((await authenticator.verifyToken(attempt)).accountId, accountId);
  const imap = authenticator.verifyToken({ ...attempt, protocol: 'imap' });
  await assert.rejects(imap, denied('login.scope'));
  for (const token of [
    'correct horse',
    '',
    password.replace(/.$/u, (last) => (last === 'a' ? 'b' : 'a')),
  ]) {
    await assert.rejects(authenticator.verifyToken({ ...attempt, token }), denied('login.denied'));
  }
  const bare = authenticator.verifyToken({ ...attempt, tls: undefined });
  await assert.rejects(bare, denied('login.plaintext'));
  clock.advance(1);
  await assert.rejects(authenticator.verifyToken(attempt), denied('login.denied'));
});

test('PLAIN and LOGIN are offered over TLS only (RFC 8314 §3.1)', async () => {
  const { authenticator } = await house();
  const tls = { exporter: new Uint8Array(32) };
  assert.deepEqual(authenticator.mechanisms(undefined, '192.0.2.1'), ['SCRAM-SHA-256']);
  assert.throws(
    () => authenticator.begin('PLAIN', { ...from, tls: undefined }),
    denied('login.plaintext'),
  );
  const plain = authenticator.begin('PLAIN', { ...from, tls });
  const step = await plain.step(Buffer.from('\0ada@example.test\0correct horse'));
  assert.equal(step.kind, 'done');
});

test('An unknown name gets the same salt every time (RFC 5802 §9)', async () => {
  const { authenticator } = await house();
  const salts = [];
  for (let round = 0; round < 2; round++) {
    const scram = authenticator.begin('SCRAM-SHA-256', { ...from, tls: undefined });
    const { data } = await scram.step(Buffer.from('n,,n=nobody@example.test,r=abc'));
    salts.push(/,s=.*/.exec(Buffer.from(data ?? []).toString())?.[0]);
  }
  assert.equal(salts[0], salts[1]);
  assert.match(salts[0] ?? '', /^,s=.{24},i=65536$/);
});
