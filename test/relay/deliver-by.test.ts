/** A time that the sender has set, on the way out (RFC 2852). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { retryMsMin } from '#core/queue/retry-schedule.ts';
import type { QueueDraft } from '#store/operations/queue/insert-queued.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';
import type { SmtpPeer, Whim } from '#test/stage/smtp-peer.ts';

let internet: FakeInternet;

before(async () => {
  internet = await FakeInternet.start();
});

after(() => internet[Symbol.asyncDispose]());

/** Octets of addresses that are handed out, so that tests do not meet. */
let octet = 100;

/** A server that says with EHLO how short a time it takes; none at all where `offer` is undefined. */
async function server(host: string, offer: string | undefined, whim?: Whim): Promise<SmtpPeer> {
  const offers = ['PIPELINING', '8BITMIME', 'DSN', ...(offer === undefined ? [] : [offer])];
  return await internet.server(host, ++octet, { offers, ...(whim === undefined ? {} : { whim }) });
}

/** Ada's message to Bob at a domain, to arrive within so many seconds. */
async function sent(
  stage: RelayStage,
  domain: string,
  wish: { readonly seconds: number; readonly mode: 'return' | 'notify'; readonly trace?: boolean },
  notify?: string,
): Promise<void> {
  const { seconds, mode, trace = false } = wish;
  const deliverBy = { at: stage.clock.now() + seconds * 1_000, mode, trace };
  const recipients = [{ address: `bob@${domain}`, domain, notify }];
  const options: Partial<QueueDraft> = { deliverBy, recipients };
  await stage.send([], options);
}

function mailLines({ lines }: SmtpPeer): readonly string[] {
  return lines.filter((line) => line.startsWith('MAIL'));
}

test('BY goes on with the time that is left (RFC 2852 §4.1.4.1)', async () => {
  let busy = true;
  const whim: Whim = (at) => (at === 'RCPT' && busy ? '450 4.2.0 Later' : undefined);
  const peer = await server('mx.keeps.test', 'DELIVERBY 60', whim);
  internet.domain('keeps.test', 'mx.keeps.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'keeps.test', { seconds: 3_600, mode: 'return' });
  await stage.settle();
  busy = false;
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  const [first, second, ...rest] = mailLines(peer);
  assert.deepEqual(rest, []);
  assert.match(first ?? '', / BY=3600;R$/);
  assert.match(second ?? '', / BY=3000;R$/);
  assert.equal(peer.taken.length, 1);
  assert.deepEqual(await stage.inbox(), []);
});

test('What must come back in time goes to no server without BY, nor to one that wants more time (RFC 2852 §4.1.4.2, §3, §5)', async () => {
  const without = await server('mx1.short.test', undefined);
  const slow = await server('mx2.short.test', 'DELIVERBY 900');
  const quick = await server('mx3.short.test', 'DELIVERBY 60');
  internet.domain('short.test', 'mx1.short.test', 'mx2.short.test', 'mx3.short.test');
  internet.domain('none.test', 'mx1.short.test', 'mx2.short.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'short.test', { seconds: 600, mode: 'return' });
  await stage.settle();
  assert.match(mailLines(quick)[0] ?? '', / BY=600;R$/);
  assert.deepEqual([...mailLines(without), ...mailLines(slow)], []);
  await sent(stage, 'none.test', { seconds: 600, mode: 'return' });
  await stage.settle();
  const [report = '', ...rest] = await stage.inbox();
  assert.deepEqual(rest, []);
  assert.match(report, /Action: failed\r\nStatus: 5\.4\.7\r\n/);
  assert.match(report, /Deliver-By-Date: .*\r\n/);
  assert.deepEqual(await stage.queued(), []);
});

test('A server that is away may be the one that watches the time: the message waits for it', async () => {
  await server('mx1.away.test', undefined);
  internet.name('mx2.away.test', `127.0.0.${++octet}`);
  internet.domain('away.test', 'mx1.away.test', 'mx2.away.test');
  internet.domain('afar.test', 'mx2.away.test', 'mx1.away.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'away.test', { seconds: 86_400, mode: 'return' });
  await stage.settle();
  await sent(stage, 'afar.test', { seconds: 86_400, mode: 'return' });
  await stage.settle();
  const [away, afar] = await stage.queued();
  assert.match(away?.lastReply ?? '', /^450 4\.4\.2 mx2\.away\.test .*ECONNREFUSED/);
  assert.match(afar?.lastReply ?? '', /^450 4\.4\.7 The server does not promise/);
});

test('Where only a notice is wanted the message goes on, and the sender hears of it (RFC 2852 §4.1.4.2)', async () => {
  const peer = await server('mx.timeless.test', undefined);
  internet.domain('timeless.test', 'mx.timeless.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'timeless.test', { seconds: 600, mode: 'notify' });
  await sent(stage, 'timeless.test', { seconds: 600, mode: 'notify' }, 'NEVER');
  await stage.settle();
  assert.equal(peer.taken.length, 2);
  assert.ok(mailLines(peer).every((line) => !line.includes('BY=')));
  const [report = '', ...rest] = await stage.inbox();
  assert.deepEqual(rest, []);
  assert.match(report, /Action: relayed/);
  assert.match(report, /achtet nicht auf die Frist/);
});

test('A trace is a report by each server that passes the message on (RFC 2852 §4.2)', async () => {
  const peer = await server('mx.traced.test', 'DELIVERBY');
  internet.domain('traced.test', 'mx.traced.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'traced.test', { seconds: 600, mode: 'return', trace: true });
  await stage.settle();
  assert.match(mailLines(peer)[0] ?? '', / BY=600;RT$/);
  const [report = '', ...rest] = await stage.inbox();
  assert.deepEqual(rest, []);
  assert.match(report, /Action: relayed/);
  assert.match(report, /achtet auf die Frist/);
});

const alwaysBusy: Whim = (at) => (at === 'RCPT' ? '450 4.2.0 Later' : undefined);

test('When the time is over here the message comes back, or its sender hears of it once (RFC 2852 §4.1.4)', async () => {
  const peer = await server('mx.late.test', 'DELIVERBY', alwaysBusy);
  internet.domain('late.test', 'mx.late.test');
  const stage = await RelayStage.open(internet);
  await sent(stage, 'late.test', { seconds: 60, mode: 'return' });
  await sent(stage, 'late.test', { seconds: 60, mode: 'notify' });
  await stage.settle();
  assert.deepEqual(await stage.inbox(), []);
  for (let times = 0; times < 3; times++) {
    stage.clock.advance(times === 0 ? 60_000 : retryMsMin * 4);
    await stage.settle();
  }
  const reports = await stage.inbox();
  assert.equal(reports.length, 2);
  assert.equal(
    reports.filter((one) => /Action: failed\r\nStatus: 5\.4\.7\r\n/.test(one)).length,
    1,
  );
  assert.equal(reports.filter((one) => /Action: delayed/.test(one)).length, 1);
  assert.equal((await stage.queued()).length, 1);
  assert.ok(mailLines(peer).some((line) => line.endsWith(' BY=-1200;N')));
  assert.ok(mailLines(peer).every((line) => !/BY=(?:-|0)\d*;R/.test(line)));
});
