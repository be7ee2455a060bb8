/** Servers with the worst manners, at every place of a conversation: mail waits, others get theirs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { dial } from '#net/dial.ts';
import { replyOctetsMax } from '#proto/smtp/reply-reader.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { hastyDial } from '#test/stage/hasty-dial.ts';
import { type Place, places, politely, type RawLine, RawPeer } from '#test/stage/raw-peer.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';
import type { SmtpPeer } from '#test/stage/smtp-peer.ts';

/** What a peer may get rid of before it is left: a reply, and what the system holds. */
const octetsSaidMax = replyOctetsMax + 16e6;

/** Milliseconds of the queue's clock that pass with each octet of a trickle. */
const trickleMs = 60_000;

const bad = '127.0.0.66';

let internet: FakeInternet;
let good: SmtpPeer;

before(async () => {
  internet = await FakeInternet.start();
  good = await internet.server('mx.good.test', 2);
  internet.domain('good.test', 'mx.good.test');
  internet.name('mx.bad.test', bad);
  internet.domain('bad.test', 'mx.bad.test');
});

after(() => internet[Symbol.asyncDispose]());

type Misdeed = {
  readonly title: string;
  readonly act: (line: RawLine, stage: RelayStage) => unknown;
  /** What the queue says of it. */
  readonly reason: RegExp;
  /** We wait in fast motion; nowhere else, since a slow machine must not look like a bad server. */
  readonly hasty?: true;
};

const misdeeds: readonly Misdeed[] = [
  { title: 'says nothing', act: () => {}, reason: /did not answer in time/, hasty: true },
  { title: 'closes', act: ({ socket }) => socket.destroy(), reason: /broke the connection off/ },
  {
    title: 'resets',
    act: ({ socket }) => socket.resetAndDestroy(),
    reason: /broke the connection off|ECONNRESET/,
  },
  {
    title: 'sends no more but reads on',
    act: ({ socket }) => socket.end(),
    reason: /broke the connection off/,
  },
  {
    title: 'talks nonsense',
    act: (line) => line.say('\0\xff\x1b[2J\r\nhello\n'),
    reason: /Expected a reply code/,
  },
  {
    title: 'contradicts itself',
    act: (line) => line.say('250-yes\r\n550 no\r\n'),
    reason: /Reply code changes from 250 to 550/,
  },
  {
    title: 'never ends its answer',
    act: (line) => line.sayForever('250-more\r\n'.repeat(1_000)),
    reason: /Too many lines in a reply/,
  },
  {
    title: 'never ends its line',
    act: (line) => line.sayForever('250 '.padEnd(10_000, 'x')),
    reason: /Reply too long/,
  },
  {
    title: 'says an octet a minute',
    act: async (line, stage) => {
      while (line.socket.writable) {
        line.say('2');
        stage.clock.advance(trickleMs);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    reason: /did not answer in time/,
  },
];

async function sendToBoth(stage: RelayStage): Promise<void> {
  good.taken.length = 0;
  await stage.send(['eve@good.test']);
  await stage.send(['bob@bad.test']);
  await stage.settle();
  assert.equal(good.taken.length, 1, 'others get theirs');
}

/** @param reason What is said of the destination that behaves badly. */
async function assertWaits(stage: RelayStage, reason: RegExp): Promise<void> {
  const [row, ...more] = await stage.queued();
  assert.deepEqual([row?.address, row?.attempts, more], ['bob@bad.test', 1, []]);
  assert.match(row?.lastReply ?? '', reason);
  assert.match(row?.lastReply ?? '', /^450 4\.4\.2 mx\.bad\.test \[127\.0\.0\.66\]: /);
  const [tried = '', ...others] = await stage.attempts();
  assert.match(tried, /^bob@bad\.test deferred: 450 4\.4\.2 /);
  assert.deepEqual([others, await stage.inbox()], [[], []]);
}

async function misbehave(place: Place, { act, reason, hasty }: Misdeed): Promise<void> {
  const stage = await RelayStage.open(internet, {
    dial: (target) => (hasty && target.address === bad ? hastyDial : dial)(target),
  });
  await using peer = await RawPeer.start({
    address: bad,
    port: internet.port,
    manner: async (line) => {
      await politely(line, place);
      await act(line, stage);
    },
  });
  await sendToBoth(stage);
  await assertWaits(stage, reason);
  await peer.allClosed();
  assert.equal(peer.connections, 1);
  assert.ok(peer.octetsSaid < octetsSaidMax, `${peer.octetsSaid} octets`);
}

for (const misdeed of misdeeds) {
  test(`A server that ${misdeed.title} where it owes an answer keeps mail waiting`, async (t) => {
    for (const place of places) await t.test(place, () => misbehave(place, misdeed));
  });
}
