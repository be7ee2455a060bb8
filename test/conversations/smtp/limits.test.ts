/** What somebody hears who reaches a limit, and what becomes of mail that is held. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { silentLog } from '#base/log.ts';
import { ApplicationLog } from '#core/applications/application-log.ts';
import { Applications } from '#core/applications/applications.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { HoldNotices } from '#core/limits/hold-notices.ts';
import { limitsInForce } from '#core/limits/limits-in-force.ts';
import { lockAccount, releaseSending } from '#core/limits/sending-holds.ts';
import { explainTrace } from '#core/trace/explain.ts';
import { searchTraces } from '#core/trace/search.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { findSenderState } from '#store/operations/limits/find-sender.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { queueState } from '#store/queue-state.ts';
import { type SetLimits, sendScopeKind } from '#store/send-limits.ts';
import { burstFloor, learningDays, sendState } from '#store/send-profile.ts';
import { bodies, message, say, submission } from '#test/conversations/smtp/say.ts';
import { smtpStage } from '#test/conversations/smtp/stage.ts';
import { makeAccount } from '#test/stage/directory.ts';

const actor = 'test';
const dayMs = 86_400_000;
const sender = 'ada@example.test';

/** Ada may submit, Ines administers her tenant in German, Zoe another one. */
async function stage() {
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 10));
  const base = await smtpStage({ clock });
  const { store, context, tenants, accounts } = base;
  const ines = await makeAccount(store, tenants.example, 'ines@example.test', { language: 'de' });
  await store.write(updateAccount, { actor, accountId: ines, admin: 1 });
  await store.write(updateAccount, { actor, accountId: accounts.zoe, admin: 1 });
  const { recipients, ids, hostName } = context;
  const world = { store, clock, log: silentLog, hostName };
  const delivery = new MessageDelivery({ ...world, held: (accountId) => holds.tell(accountId) });
  const holds = new HoldNotices({ ...world, delivery, recipients, ids });
  const log = new ApplicationLog(store, clock, silentLog);
  const applications = new Applications(store, recipients, log);
  const smtp = { ...base, context: { ...context, delivery, applications } };
  let count = 0;
  const send = (to: readonly string[]) => {
    const text = `From: <${sender}>\r\nMessage-ID: <${++count}@example.test>\r\n\r\nt`;
    return say(smtp, 'submission', `${submission}${message(to, text, sender)}`);
  };
  const limit = (kind: 1 | 2 | 3, id: number, limits: SetLimits) =>
    store.write(setSendLimit, { actor, kind, id, limits });
  return { ...smtp, clock, holds, ines, send, limit };
}

const far = (count: number, name = 'x') =>
  Array.from({ length: count }, (_, number) => `${name}${number}@far.test`);

test('A limit of the account is said with its end, at MAIL, RCPT and after the data (RFC 5321 §4.2.1)', async () => {
  const { send, limit, accounts, clock, store } = await stage();
  const { ada } = accounts;
  await limit(sendScopeKind.account, ada, {
    minute: { messages: 2 },
    hour: { recipients: 6, strangers: 3 },
  });
  assert.match(await send(far(2)), /250 2\.0\.0 Filed/);
  assert.match(
    await send(far(4)),
    /450 4\.7\.1 The limit of 3 first-time recipients in one hour for this login is reached; it ends 2026-01-05 11:00 UTC\r\n/,
  );
  assert.match(await send(far(3)), /250 2\.0\.0 Filed/);
  assert.match(
    await send(far(1)),
    /450 4\.7\.1 The limit of 2 messages in one minute for this login is reached; it ends 2026-01-05 10:01 UTC/,
  );
  clock.advance(60_000);
  const more = await send(far(2));
  assert.match(more, /250 2\.1\.5 [^]*450 4\.7\.1 The limit of 6 recipients in one hour/);
  const scope = { kind: sendScopeKind.account, id: ada };
  const inForce = await limitsInForce(store, scope, clock.now());
  assert.deepEqual(
    inForce.find(({ window, counts }) => window === 'hour' && counts === 'strangers'),
    { window: 'hour', counts: 'strangers', max: 3, set: true, used: 3 },
  );
  assert.equal(inForce.find(({ window }) => window === 'day')?.set, false);
});

test('Limits of the domain and the tenant are held over their accounts; others are apart', async () => {
  const { send, limit, tenants } = await stage();
  await limit(sendScopeKind.tenant, tenants.other, { day: { messages: 1 } });
  assert.match(await send(far(1)), /250 2\.0\.0/);
  assert.match(await send(far(1)), /250 2\.0\.0/);
  await limit(sendScopeKind.tenant, tenants.example, { day: { messages: 1 } });
  assert.match(await send(far(1)), /250 2\.0\.0/); // Counted from now on.
  assert.match(await send(far(1)), /450 4\.7\.1 .* for its organisation is reached/);
});

test('Mail unlike the account is taken with 250 but held, and people are told in their language', async () => {
  const { send, store, clock, holds, accounts, tenants, ines, ...rest } = await stage();
  for (let day = 0; day <= learningDays; day++, clock.advance(dayMs)) {
    assert.match(await send(far(2)), /250 2\.0\.0/);
  }
  assert.match(await send(far(burstFloor + 1, 'new')), /250 2\.0\.0 Filed/);
  assert.match(await send(far(1)), /250 2\.0\.0 Filed/);
  await holds.idle();
  await send(far(1));
  await holds.idle();
  const queued = async (state: number) => (await store.read(listQueue, { state })).length;
  assert.equal(await queued(queueState.held), burstFloor + 3);

  const smtp = { ...rest, store, accounts, tenants };
  const [german = '', ...others] = await bodies(smtp, ines);
  assert.deepEqual(others, []);
  assert.match(german, /\r\nSubject: Post von ada@example\.test ist angehalten\r\n/);
  assert.match(german, /Davon noch nie angeschrieben: 51 \(100 %\)/);
  assert.match(german, /postamt limit lock ada@example\.test --cancel-held/);
  const [own = ''] = await bodies(smtp, accounts.ada);
  assert.match(own, /Recipients within one hour: 51\r\n[^]*never written to before: 51 \(100 %\)/);
  assert.match(own, /Recipients in its usual busiest hour: 2\r\n/);
  assert.deepEqual(await bodies(smtp, accounts.zoe), []);

  const trace = async () => {
    const query = {
      tenantId: tenants.example,
      accountId: accounts.ada,
      recipient: 'new0@far.test',
    };
    const { traces } = await searchTraces(store, query, { limit: 2 });
    assert.equal(traces.length, 1);
    return traces[0];
  };
  assert.equal((await trace())?.status, 'held');
  const released = await releaseSending(store, { actor, accountId: accounts.ada });
  assert.deepEqual(released, { messages: 3 });
  assert.equal(await queued(queueState.held), 0);
  const told = await trace();
  assert.equal(told?.status, 'queued');
  const sentences = explainTrace(told ?? { steps: [] }, 'en').map(({ text }) => text);
  assert.match(sentences.join('\n'), /has sent unlike itself[^]*An administrator let it go out\.$/);
  assert.match(await send(far(burstFloor + 1, 'more')), /250 2\.0\.0 Filed/);
  assert.equal((await store.read(findSenderState, accounts.ada))?.state, sendState.usual);
});

test('A first recipient of another tenant does not keep the rest from being held', async () => {
  const { send, store } = await stage();
  await send(['zoe@other.test', ...far(250)]);
  const held = await store.read(listQueue, { state: queueState.held });
  assert.equal(held.length, 251, 'people here wait, too');
});

test('Who is locked may not send, until released; held mail is kept or cancelled', async () => {
  const { send, store, accounts } = await stage();
  const { ada: accountId } = accounts;
  await send(far(250));
  assert.deepEqual(await lockAccount(store, { actor, accountId, cancelHeld: false }), {
    messages: 0,
  });
  assert.match(await send(far(1)), /550 5\.7\.1 Sending is locked for this account/);
  assert.equal((await store.read(listQueue, {})).length, 250);
  await assert.rejects(releaseSending(store, { actor, accountId }), { code: 'limit.held' });
  const cancelled = await lockAccount(store, { actor, accountId, cancelHeld: true });
  assert.deepEqual(cancelled, { messages: 1 });
  assert.deepEqual(await store.read(listQueue, {}), []);
  assert.deepEqual(await releaseSending(store, { actor, accountId }), { messages: 0 });
  assert.match(await send(far(1)), /250 2\.0\.0 Filed/);
  assert.equal((await store.read(listQueue, { state: queueState.waiting })).length, 1);
});
