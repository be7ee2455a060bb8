/** The relay before a fake Internet: routes, servers with bad manners, what senders hear of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { expiryMs, retryMsMin } from '#core/queue/retry-schedule.ts';
import { connectionsPerDestinationMax } from '#relay/lane.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';
import type { Stage } from '#test/stage/smtp-peer.ts';

let internet: FakeInternet;

before(async () => {
  internet = await FakeInternet.start();
});

after(() => internet[Symbol.asyncDispose]());

/** Octets of addresses that are handed out, so that tests do not meet. */
let octet = 1;

test('A message goes to the best server, without our Return-Path, with its dots (RFC 5321 §5.1)', async () => {
  const best = await internet.server('mx1.one.test', ++octet);
  const other = await internet.server('mx2.one.test', ++octet);
  internet.domain('one.test', 'mx1.one.test', 'mx2.one.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@one.test', 'eve@one.test']);
  await stage.settle();
  assert.deepEqual(best.taken, [
    {
      from: 'ada@example.test',
      to: ['bob@one.test', 'eve@one.test'],
      text: 'Subject: Gruss\r\n\r\n.Text\r\n',
      secure: false,
    },
  ]);
  assert.equal(other.connections, 0);
  assert.deepEqual(await stage.queued(), []);
});

test('The next server is asked when the best is away; nobody listens, and the mail waits', async () => {
  internet.name('mx1.two.test', `127.0.0.${++octet}`);
  internet.domain('two.test', 'mx1.two.test', 'mx2.two.test');
  const stage = await RelayStage.open(internet);
  internet.name('mx2.two.test', `127.0.0.${++octet}`);
  await stage.send(['bob@two.test']);
  await stage.settle();
  const [waiting] = await stage.queued();
  assert.match(waiting?.lastReply ?? '', /^450 4\.4\.2 mx2\.two\.test .*ECONNREFUSED/);
  const server = await internet.server('mx2.two.test', octet);
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assert.equal(server.taken.length, 1);
});

test('Greylisting is waited out', async () => {
  let refused = 0;
  const server = await internet.server('mx.grey.test', ++octet, {
    whim: (stage) => (stage === 'RCPT' && refused++ === 0 ? '450 4.7.1 Greylisted' : undefined),
  });
  internet.domain('grey.test', 'mx.grey.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@grey.test']);
  await stage.settle();
  assert.equal((await stage.queued())[0]?.lastReply, '450 4.7.1 Greylisted');
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assert.deepEqual([server.taken.length, (await stage.queued()).length], [1, 0]);
});

const stages: readonly Stage[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content'];

for (const stageName of stages) {
  test(`A 4xx at ${stageName} is tried again, a 5xx comes back in the sender's language`, async () => {
    const replies = ['451 4.3.0 Not now', '554 5.7.1 Go away', undefined];
    let reply: string | undefined;
    const host = `mx.${stageName.toLowerCase()}.test`;
    const server = await internet.server(host, ++octet, {
      // A server that refuses EHLO is asked by HELO.
      whim: (at) =>
        at === stageName || (stageName === 'EHLO' && at === 'HELO') ? reply : undefined,
    });
    internet.domain(host.slice(3), host);
    const stage = await RelayStage.open(internet);
    for (reply of replies) {
      stage.clock.advance(3_600_000); // Whoever was away is left alone for a while.
      await stage.send([`bob@${host.slice(3)}`]);
      await stage.settle();
      const [row] = await stage.queued();
      if (reply?.startsWith('4') === true) {
        assert.match(row?.lastReply ?? '', /^451 4\.3\.0 Not now/);
        stage.clock.advance(expiryMs);
        reply = '450 4.2.0 Still not';
        await stage.settle();
      }
      assert.deepEqual(await stage.queued(), []);
    }
    const reports = await stage.inbox();
    assert.equal(reports.length, 2);
    for (const report of reports) assert.match(report, /Content-Language: de/);
    assert.match(reports[0] ?? '', /Diagnostic-Code: smtp; 450 4\.2\.0 Still not/);
    assert.match(reports[1] ?? '', /Diagnostic-Code: smtp; 554 5\.7\.1 Go away/);
    assert.equal(server.taken.length, 1);
  });
}

test('A null MX, a domain that is none and one that comes back to us fail at once', async () => {
  internet.zone.set('null.test', [{ type: 'MX', preference: 0, exchange: '.' }]);
  internet.domain('loop.test', 'mail.example.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@null.test', 'bob@none.test', 'bob@loop.test']);
  await stage.settle();
  assert.deepEqual(await stage.queued(), []);
  const reports = (await stage.inbox()).join('');
  for (const status of ['5.1.10', '5.1.2', '5.4.6']) {
    assert.match(reports, new RegExp(`Status: ${status.replaceAll('.', '\\.')}`));
  }
});

test('A server that breaks off between messages is called again', async () => {
  let messages = 0;
  const server = await internet.server('mx.brief.test', ++octet, {
    whim: (at) => (at === 'MAIL' && ++messages % 3 === 0 ? '421 4.3.2 Enough for now' : undefined),
  });
  internet.domain('brief.test', 'mx.brief.test');
  const stage = await RelayStage.open(internet);
  for (let count = 0; count < 10; count++) await stage.send([`bob${count}@brief.test`]);
  await stage.settle();
  assert.equal(server.taken.length, 10);
  assert.ok(server.connections > 1);
});

test('A destination with much gets several connections, and not too many', async () => {
  const server = await internet.server('mx.much.test', ++octet);
  internet.domain('much.test', 'mx.much.test');
  const stage = await RelayStage.open(internet);
  for (let count = 0; count < 400; count++) await stage.send([`bob${count}@much.test`]);
  await stage.settle();
  assert.equal(server.taken.length, 400);
  assert.equal(new Set(server.taken.map(({ to }) => to.join())).size, 400, 'each once');
  assert.ok(server.openMost > 1 && server.openMost <= connectionsPerDestinationMax);
  assert.ok(server.connections < 100, `${server.connections} connections for 400 messages`);
});

test('The sender hears of success where a server sends no reports (RFC 3461 §5.2.2)', async () => {
  await internet.server('mx.plain.test', ++octet, { offers: ['8BITMIME'] });
  internet.domain('plain.test', 'mx.plain.test');
  const stage = await RelayStage.open(internet);
  const recipients = [
    { address: 'bob@plain.test', domain: 'plain.test', notify: 'SUCCESS' },
    { address: 'eve@plain.test', domain: 'plain.test' },
  ];
  await stage.send([], { recipients });
  await stage.settle();
  const [report = '', ...more] = await stage.inbox();
  assert.equal(more.length, 0);
  assert.match(report, /Final-Recipient: rfc822; bob@plain\.test\r\nAction: relayed/);
  assert.doesNotMatch(report, /eve@plain\.test/);
});

test('A message with priority goes first (RFC 6710 §4.1), one with a date not before (RFC 4865 §3)', async () => {
  const server = await internet.server('mx.order.test', ++octet);
  internet.domain('order.test', 'mx.order.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['slow@order.test'], { priority: -4 });
  await stage.send(['usual@order.test']);
  await stage.send(['fast@order.test'], { priority: 6 });
  const releaseAt = stage.clock.now() + 3_600_000;
  await stage.send(['later@order.test'], { releaseAt });
  await stage.settle();
  const order = () => server.taken.flatMap(({ to }) => to.map((one) => one.split('@')[0]));
  assert.deepEqual(order(), ['fast', 'usual', 'slow']);
  stage.clock.advance(3_600_000);
  await stage.settle();
  assert.deepEqual(order(), ['fast', 'usual', 'slow', 'later']);
});
