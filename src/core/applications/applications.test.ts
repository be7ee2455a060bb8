import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { silentLog } from '#base/log.ts';
import { ApplicationLog, notedPerMinuteMax } from '#core/applications/application-log.ts';
import { Applications } from '#core/applications/applications.ts';
import { makeApplication, replacePassword } from '#core/applications/make-application.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import type { LoginDenial } from '#core/auth/login-denial.ts';
import type { LoginProtocol } from '#core/auth/login-context.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { directoryState } from '#store/directory-state.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { listApplicationEvents } from '#store/operations/application/application-events.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { countSending } from '#store/operations/limits/count-sending.ts';
import { writeOperation } from '#store/operation.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

const actor = 'test';
const clock = new ManualClock(Date.UTC(2026, 0, 1));

async function stage() {
  const store = new MemoryStore(clock);
  const tenantId = await makeTenant(store, 'example.test');
  const ada = await makeAccount(store, tenantId, 'ada@example.test');
  const { accountId, password } = await makeApplication(store, {
    actor,
    tenantId,
    address: { localPart: 'cloud', domain: 'example.test' },
    language: 'en',
    name: 'Cloud',
    kind: 'nextcloud',
    fromAddresses: ['noreply@example.test'],
    networks: ['192.0.2.0/24', '2001:db8::/32'],
    limits: { hour: { messages: 1, recipients: 5 } },
    mailTo: 'ada@example.test',
    dkimStream: '',
  });
  const recipients = new Recipients(store);
  const log = new ApplicationLog(store, clock, silentLog);
  const applications = new Applications(store, recipients, log);
  const denials: LoginDenial[] = [];
  const authenticator = new Authenticator(store, {
    clock,
    log: silentLog,
    denied: (denial) => {
      denials.push(denial);
      applications.denied(denial);
    },
  });
  const login = (protocol: LoginProtocol, remoteAddress = '192.0.2.7', secret = password) =>
    authenticator.verify({
      login: 'cloud@example.test',
      password: secret,
      protocol,
      remoteAddress,
    });
  return { store, tenantId, ada, accountId, recipients, applications, denials, login };
}

test('An application logs in to send, from its networks alone, and reads no mail', async () => {
  const { login, denials, store, accountId } = await stage();
  assert.equal((await login('smtp')).application, true);
  assert.equal((await login('smtp', '2001:db8:1::9')).accountId, accountId);
  await assert.rejects(login('smtp', '198.51.100.1'), { code: 'login.denied' });
  await assert.rejects(login('imap'), { code: 'login.application' });
  await assert.rejects(login('pop3'), { code: 'login.application' });
  await assert.rejects(login('smtp', '192.0.2.7', 'wrong'), { code: 'login.denied' });
  await store.write(updateAccount, { actor, accountId, state: directoryState.disabled });
  await assert.rejects(login('smtp'), { code: 'login.disabled' });
  assert.deepEqual(
    denials.map(({ reason }) => reason),
    ['network', 'application', 'application', 'password', 'disabled'],
  );
  const events = await store.read(listApplicationEvents, { accountId, limit: 9 });
  assert.deepEqual(
    events.map(({ words }) => words),
    [
      'The application is disabled',
      'Wrong password',
      'An application has no mailbox to read',
      'An application has no mailbox to read',
      'Login from outside of its networks',
    ],
  );
});

test('A new password replaces the one before', async () => {
  const { login, store, accountId } = await stage();
  const { password, revoked } = await replacePassword(store, { actor, accountId });
  assert.equal(revoked, 1);
  await assert.rejects(login('smtp'), { code: 'login.denied' });
  assert.equal((await login('smtp', '192.0.2.7', password)).application, true);
});

test('Strangers who guess at passwords fill the log to a bound in each minute', async () => {
  const { applications, store, accountId } = await stage();
  const remoteAddress = '198.51.100.1';
  const about = { login: 'cloud@example.test', protocol: 'smtp', connection: undefined } as const;
  const denial = { ...about, accountId, application: true, remoteAddress };
  for (let times = 0; times < notedPerMinuteMax + 5; times++) {
    applications.denied({ ...denial, reason: 'password' });
  }
  const count = async (): Promise<number> => {
    // Writes are made in their order: behind this one all of them are there.
    await store.write(updateApplication, { actor, accountId, dkimStream: '' });
    return (await store.read(listApplicationEvents, { accountId, limit: 99 })).length;
  };
  assert.equal(await count(), notedPerMinuteMax);
  clock.advance(60_001);
  applications.denied({ ...denial, reason: 'password' });
  assert.equal(await count(), notedPerMinuteMax + 1);
});

test('What is sent to an application goes to its person, or is refused', async () => {
  const { recipients, store, accountId, ada } = await stage();
  const address = { localPart: 'cloud', domain: 'example.test' };
  const found = await recipients.resolve(address);
  assert.ok(found.kind === 'local');
  assert.deepEqual(
    found.deliveries.map((delivery) => delivery.accountId),
    [ada],
  );
  assert.equal(await recipients.maySendAs(ada, address), false);
  await store.write(updateApplication, { actor, accountId, mailTo: 'cloud@example.test' });
  await assert.rejects(recipients.resolve(address), { code: 'recipient.loop' });
  await store.write(updateApplication, { actor, accountId, mailTo: '' });
  await assert.rejects(recipients.resolve(address), { code: 'recipient.send-only' });
});

test('All that holds an application back is asked at once: sender, limits, lists', async () => {
  const { applications, store, tenantId, accountId, ada, login } = await stage();
  const application = await login('smtp');
  const own = { localPart: 'NoReply', domain: 'Example.TEST' };
  const gone = { localPart: 'Gone', domain: 'Far.test' };
  const message = { sender: own, authors: [own], recipients: [gone] };
  const from = { remoteAddress: '192.0.2.7' };
  const may = async (changes: Partial<typeof message> = {}) =>
    await applications.mayApplicationSend(application, { ...message, ...changes }, from);
  assert.equal(await may(), undefined);
  const foreign = { localPart: 'ada', domain: 'example.test' };
  assert.equal((await may({ sender: foreign }))?.stage, 'sender');
  assert.equal((await may({ authors: [own, foreign] }))?.stage, 'sender');

  const entry = { tenantId, accountId: 0, address: 'gone@far.test', expiresAt: null };
  const evidence = '550 5.1.1\r\nNo such user ä';
  await store.write(addSuppression, { actor, ...entry, reason: 'hard-bounce', evidence });
  const suppressed = await may();
  assert.equal(suppressed?.recipient, gone);
  assert.deepEqual(suppressed.reply, [
    550,
    '5.7.1',
    'gone@far.test is on the suppression list: it bounced on 2026-01-01',
    'Evidence: 550 5.1.1 No such user',
    'To write to it again: postamt suppression remove gone@far.test',
  ]);

  const count = writeOperation('countForTest', function* (tx, recipients: number) {
    const scopes = [{ kind: sendScopeKind.account, id: accountId, limits: {} }];
    yield* countSending(tx, { scopes, recipients });
  });
  await store.write(count, 1);
  const limited = await may();
  assert.equal(limited?.stage, 'limit');
  assert.deepEqual(limited.reply.slice(0, 2), [450, '4.7.1']);
  assert.match(String(limited.reply[2]), /limit of 1 messages in one hour .* 2026-01-01 01:00 UTC/);

  const { application: _, ...person } = { ...application, accountId: ada };
  assert.equal(await applications.limit(person, 9), undefined);
  assert.equal(await applications.recipient(person, gone), undefined);
  const events = await store.read(listApplicationEvents, { accountId, limit: 9 });
  assert.deepEqual(
    events.map(({ stage }) => stage),
    ['limit', 'recipient', 'sender', 'sender'],
  );
});
