/** Mail for people here that waits for its time, from the submission to the mailbox. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { releaseSending } from '#core/limits/sending-holds.ts';
import { bounceMessage } from '#core/queue/bounce-message.ts';
import { heldMail } from '#core/queue/held-mail.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { expiryMs } from '#core/queue/retry-schedule.ts';
import { senderReports } from '#core/queue/sender-reports.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import { deliverHere } from '#relay/deliver-here.ts';
import { Relay } from '#relay/relay.ts';
import { changeQueued } from '#store/operations/queue/change-queued.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { newBurstFloor } from '#store/send-profile.ts';
import { bodies, message, say, submission } from '#test/conversations/smtp/say.ts';
import { makeList, type SmtpStage, smtpStage } from '#test/conversations/smtp/stage.ts';

const hour = 3_600_000;

/** An SMTP stage with a relay that files what is held, by a clock that the test moves. */
async function heldStage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const stage = await smtpStage({ clock });
  const { store } = stage;
  const log = silentLog;
  const hostName = 'mail.example.test';
  const recipients = new Recipients(store);
  const delivery = new MessageDelivery({ store, clock, log, hostName });
  const world = { store, clock, log, delivery, recipients, ids: new TraceIds() };
  const report = senderReports({ ...world, hostName, timeZone: 'UTC' });
  const queue = new OutboundQueue(store, { clock, random: systemRandom, report });
  const file = heldMail(world);
  const relay = new Relay({
    queue: {
      recover: () => queue.recover(),
      destinations: (after) => (after === '' ? queue.here() : Promise.resolve([])),
      claim: (destination, limit) => queue.claim(destination, limit),
      body: (message) => queue.body(message),
      settle: (message, results) => queue.settle(message, results),
    },
    clock,
    log,
    deliver: (load) => deliverHere({ file, log }, load),
  });
  /** Files all that is due. */
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await relay.look();
    while (relay.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return { stage, pass, report };
}

/** Ada's message that is to be held for an hour; its trace id. */
async function hold(stage: SmtpStage, rcpt: readonly string[]): Promise<string> {
  const to = rcpt.map((one) => `RCPT TO:${one}\r\n`).join('');
  const mail = `MAIL FROM:<ada@example.test> HOLDFOR=3600\r\n${to}`;
  const data = 'DATA\r\nSubject: later\r\n\r\ntext\r\n.\r\n';
  const answer = await say(stage, 'submission', `${submission}${mail}${data}`);
  return /250 2\.0\.0 Filed as (\w+)/u.exec(answer)?.[1] ?? '';
}

function queued({ store }: SmtpStage) {
  return store.read(listQueue, {});
}

test('People here get a message at its time and not before, once, as it came (RFC 4865 §4)', async () => {
  const { stage, pass } = await heldStage();
  const { ada, zoe } = stage.accounts;
  const id = await hold(stage, ['<ada@example.test>', '<zoe@other.test>', '<far@remote.test>']);
  await pass(hour - 1_000);
  assert.deepEqual([await bodies(stage, ada), await bodies(stage, zoe)], [[], []]);
  assert.equal((await queued(stage)).length, 3);
  await pass(1_000);
  await pass(hour);
  const [body = '', ...more] = await bodies(stage, ada);
  assert.deepEqual(more, []);
  assert.match(body, /^Return-Path: <ada@example\.test>\r\nReceived: /);
  assert.equal(body.match(/Received: /g)?.length, 1);
  assert.deepEqual(await bodies(stage, zoe), [body]);
  const waiting = await queued(stage);
  assert.deepEqual(
    waiting.map(({ address }) => address),
    ['far@remote.test'],
  );
  const trace = await stage.store.read(readTrace, {
    tenantId: stage.tenants.example,
    traceId: id,
  });
  const filed = trace?.steps.filter(({ step }) => step === 'relay.filed') ?? [];
  assert.deepEqual(
    filed.map(({ detail }) => detail),
    [{ recipient: 'ada@example.test' }, { recipient: 'zoe@other.test' }],
  );
  assert.equal(trace?.status, 'queued');
});

test('Success is told when the message is in the mailbox, and only where asked (RFC 3461 §5.2.3)', async () => {
  const { stage, pass } = await heldStage();
  const { ada, zoe } = stage.accounts;
  await hold(stage, ['<zoe@other.test> NOTIFY=SUCCESS']);
  await hold(stage, ['<zoe@other.test>']);
  assert.deepEqual(await bodies(stage, ada), []);
  await pass(hour);
  const [report = '', ...more] = await bodies(stage, ada);
  assert.deepEqual(more, []);
  assert.match(report, /zoe@other\.test\r\nAction: delivered/);
  assert.equal((await bodies(stage, zoe)).length, 2);
  assert.deepEqual(await queued(stage), []);
});

test('Where one mailbox is full the others get it, and the sender hears when time is over', async () => {
  const { stage, pass } = await heldStage();
  const { ada, zoe } = stage.accounts;
  await hold(stage, ['<ben@example.test>', '<zoe@other.test>']);
  await say(stage, 'mx', `EHLO c.test\r\n${message(['ben@example.test'], 'a: b\r\n\r\nx')}`);
  await pass(hour);
  assert.equal((await bodies(stage, zoe)).length, 1);
  const [waiting, ...rest] = await queued(stage);
  assert.deepEqual(rest, []);
  assert.match(waiting?.lastReply ?? '', /^452 4\.2\.2 /);
  await pass(expiryMs);
  const [report = '', ...more] = await bodies(stage, ada);
  assert.deepEqual(more, []);
  assert.match(report, /ben@example\.test\r\nAction: failed\r\nStatus: 4\.2\.2/);
  assert.equal((await bodies(stage, zoe)).length, 1);
});

test('A list is looked up at the time; a held message can be cancelled, given up or sent at once', async () => {
  const { stage, pass, report } = await heldStage();
  const { store, accounts } = stage;
  await makeList(stage);
  await hold(stage, ['<list@example.test>']);
  for (const change of ['retry', 'cancel'] as const) {
    await hold(stage, ['<zoe@other.test>']);
    const [last] = (await queued(stage)).toReversed();
    await store.write(changeQueued, { actor: 'test', queueId: last?.queueId ?? 0, change });
  }
  await pass(0);
  assert.equal((await bodies(stage, accounts.zoe)).length, 1);
  await hold(stage, ['<zoe@other.test>']);
  const [last] = (await queued(stage)).toReversed();
  await bounceMessage({ store, report }, { actor: 'test', queueId: last?.queueId ?? 0 });
  await pass(hour);
  assert.equal((await bodies(stage, accounts.zoe)).length, 1);
  const [first = '', second = '', ...more] = await bodies(stage, accounts.ada);
  assert.deepEqual(more, []);
  assert.match(first, /zoe@other\.test\r\nAction: failed/);
  assert.match(second, /Subject: later/);
  assert.deepEqual(
    (await queued(stage)).map(({ address }) => address),
    ['far@remote.test'],
  );
});

test('Mail of an account that sends unlike itself waits for people here, too, until it is released', async () => {
  const { stage, pass } = await heldStage();
  const { store, accounts } = stage;
  const far = Array.from({ length: newBurstFloor + 1 }, (_, number) => `far${number}@remote.test`);
  const to = ['zoe@other.test', 'ada@example.test', ...far];
  const text = message(to, 'Subject: burst\r\n\r\ntext', 'ada@example.test');
  assert.match(await say(stage, 'submission', `${submission}${text}`), /250 2\.0\.0 Filed/);
  await pass(hour);
  assert.deepEqual(await bodies(stage, accounts.zoe), []);
  assert.deepEqual(await bodies(stage, accounts.ada), []);
  const rows = await queued(stage);
  assert.equal(rows.length, to.length);
  const traceId = rows[0]?.traceId ?? '';
  const trace = () => store.read(readTrace, { tenantId: stage.tenants.example, traceId });
  assert.equal((await trace())?.status, 'held');
  const filed = (await trace())?.steps.find(({ step }) => step === 'store.filed');
  assert.deepEqual([filed?.detail.accounts, filed?.detail.queued], ['', to.length]);
  await releaseSending(store, { actor: 'test', accountId: accounts.ada });
  await pass(0);
  assert.equal((await bodies(stage, accounts.zoe)).length, 1);
  assert.equal((await bodies(stage, accounts.ada)).length, 1);
  assert.equal((await queued(stage)).length, far.length);
});

test('What is cancelled while it is being filed is not filed', async () => {
  const { stage, pass } = await heldStage();
  await hold(stage, ['<zoe@other.test>']);
  const [row] = await queued(stage);
  const queueId = row?.queueId ?? 0;
  const { store } = stage;
  const readBlob = store.readBlob.bind(store);
  store.readBlob = async (place) => {
    await store.write(changeQueued, { actor: 'test', queueId, change: 'cancel' });
    return await readBlob(place);
  };
  await pass(hour);
  store.readBlob = readBlob;
  assert.deepEqual(await bodies(stage, stage.accounts.zoe), []);
  assert.deepEqual(await queued(stage), []);
});
