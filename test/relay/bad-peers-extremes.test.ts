/** Servers that never accept, never read, never close, break off amid a message or TLS, or talk ahead. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { ManualClock } from '#base/manual-clock.ts';
import { connectMsMax, dial, outboundHandshakeMsMax } from '#net/dial.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { hastyDial } from '#test/stage/hasty-dial.ts';
import { type Manner, politely, type RawLine, RawPeer } from '#test/stage/raw-peer.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';
import type { SmtpPeer } from '#test/stage/smtp-peer.ts';

const bad = '127.0.0.67';

/** Octets that no system takes while nobody reads. */
const bodyOctets = 24e6;

/** Milliseconds between what a server says that never stops. */
const pauseMs = 20;

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

type Wishes = {
  readonly text?: string;
  readonly body?: 'binarymime';
  /** The domain has an MTA-STS policy that enforces TLS. */
  readonly enforced?: boolean;
  /** We wait in fast motion. */
  readonly hasty?: true;
  /** By which connections wait; the usual one stands still. */
  readonly clock?: ManualClock;
};

/** Sends to the bad server, and to a good one that must get its message at once. */
async function sendToBoth(wishes: Wishes = {}): Promise<RelayStage> {
  const { text, body, enforced = false, hasty, clock } = wishes;
  const policy = { mode: 'enforce', mx: ['mx.bad.test'], maxAgeSeconds: 86_400 } as const;
  const stage = await RelayStage.open(internet, {
    ...(clock === undefined ? {} : { clock }),
    dial: (target) => (hasty && target.address === bad ? hastyDial : dial)(target),
    stsPolicies: {
      policyFor: async (domain) => {
        const found = enforced && domain === 'bad.test';
        return { policy: found ? policy : undefined, failure: undefined };
      },
    },
  });
  good.taken.length = 0;
  await stage.send(['eve@good.test']);
  await stage.send(['bob@bad.test'], body === undefined ? {} : { body }, text);
  await stage.settle();
  assert.equal(good.taken.length, 1, 'others get theirs');
  return stage;
}

async function assertWaits(stage: RelayStage, reply: RegExp): Promise<void> {
  const [row, ...more] = await stage.queued();
  assert.deepEqual([row?.address, more], ['bob@bad.test', []]);
  assert.match(row?.lastReply ?? '', reply);
  assert.deepEqual(await stage.inbox(), []);
}

async function peer(manner: Manner, stubborn = false): Promise<RawPeer> {
  return await RawPeer.start({ address: bad, port: internet.port, manner, stubborn });
}

/** Moves the timers of connecting and of TLS on, once the peer is there. */
async function ticking(ms: number, begun: Promise<unknown>, work: () => Promise<void>) {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const working = work();
    await begun;
    mock.timers.tick(ms);
    await working;
  } finally {
    mock.timers.reset();
  }
}

test('A host whose queue of connections is full is left after half a minute (RFC 5321 §4.5.3.2)', async () => {
  // The thread listens and never looks: the system takes two connections and no more.
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort, workerData } = require('node:worker_threads');
     createServer().listen({ ...workerData, backlog: 1 }, () => {
       parentPort.postMessage('listening');
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true, workerData: { host: bad, port: internet.port } },
  );
  await once(worker, 'message');
  const fillers = [1, 2].map(() => connect(internet.port, bad));
  try {
    await Promise.all(fillers.map((socket) => once(socket, 'connect')));
    const dialled = Promise.withResolvers<void>();
    const stage = await RelayStage.open(internet, {
      dial: (target) => {
        const dialling = dial(target);
        if (target.address === bad) dialled.resolve();
        return dialling;
      },
    });
    await stage.send(['bob@bad.test']);
    await ticking(connectMsMax, dialled.promise, () => stage.settle());
    await assertWaits(stage, /^450 4\.4\.2 mx\.bad\.test .*did not accept a connection within/);
  } finally {
    for (const socket of fillers) socket.destroy();
    await worker.terminate();
  }
});

test('A server that stops reading amid a message is left, and the message waits', async () => {
  await using server = await peer(async (line) => {
    await politely(line, 'content');
    line.socket.pause();
  });
  const text = `a: b\r\n\r\n${'x'.repeat(bodyOctets)}\r\n`;
  const stage = await sendToBoth({ text, hasty: true });
  await assertWaits(stage, /^450 4\.4\.2 .*broke the connection off/);
  assert.equal(server.connections, 1);
});

test('A server that takes a little of a message every ten minutes is left', async () => {
  const clock = new ManualClock();
  let readings = 0;
  const readingsMax = bodyOctets / 65_536 / 2;
  await using server = await peer(async (line) => {
    await politely(line, 'content');
    for (line.socket.pause(); !line.socket.destroyed; readings++) {
      line.socket.resume();
      await once(line.socket, 'data');
      line.socket.pause();
      clock.advance(600_000);
      if (readings > readingsMax) line.socket.destroy();
    }
  });
  const stage = await sendToBoth({ text: `a: b\r\n\r\n${'x'.repeat(bodyOctets)}\r\n`, clock });
  await assertWaits(stage, /^450 4\.4\.2 .*did not answer in time/);
  assert.ok(readings <= readingsMax, `${readings} readings`);
  assert.equal(server.connections, 1);
});

for (const [title, offers, wishes] of [
  ['DATA', '', {}],
  ['BDAT', '250-CHUNKING\r\n250-BINARYMIME\r\n', { body: 'binarymime' }],
] as const) {
  test(`A reset amid ${title} costs no message`, async () => {
    await using server = await peer(async (line) => {
      await politely(line, title === 'DATA' ? 'content' : 'MAIL', offers);
      if (title === 'BDAT') {
        for (const answer of ['250 ok\r\n', '250 ok\r\n']) line.say(answer);
        while (!(await line.hear()).startsWith('BDAT'));
      }
      line.socket.resetAndDestroy();
    });
    const text = `a: b\r\n\r\n${'x\r\n'.repeat(bodyOctets / 30)}`;
    await assertWaits(
      await sendToBoth({ text, ...wishes }),
      /^450 4\.4\.2 .*broke the connection off/,
    );
    await server.allClosed();
  });
}

test('A server that never stops talking and never closes is cut off', async () => {
  await using server = await peer(async (line) => {
    await politely(line, 'EHLO');
    for (; line.socket.writable; await sleep(pauseMs)) line.say('250-more\r\n'.repeat(200));
  }, true);
  await assertWaits(await sendToBoth(), /Too many lines in a reply/);
  await server.allClosed();
});

const stored = '250 2.1.0 a\r\n250 2.1.5 b\r\n354 c\r\n250 2.0.0 stored\r\n';

for (const [title, manner] of [
  [
    'all answers with the one to EHLO',
    async (line) => {
      await politely(line, 'EHLO');
      line.say(`250-raw.test\r\n250 PIPELINING\r\n${stored}`);
    },
  ],
  [
    'the last answer before the message',
    async (line) => {
      await politely(line, 'MAIL');
      line.say(stored);
    },
  ],
] satisfies [string, Manner][]) {
  test(`A server that gives ${title} has not got the message (RFC 2920 §3.1)`, async () => {
    await using server = await peer(manner);
    await assertWaits(await sendToBoth(), /^450 4\.4\.2 .*answers before it is asked/);
    await server.allClosed();
  });
}

type Secure = {
  readonly title: string;
  readonly act: (line: RawLine) => void;
  readonly why: RegExp;
};

const breaches: readonly Secure[] = [
  {
    title: 'puts plain text behind its 220',
    act: (line) => line.say('220 Go\r\n250-raw.test\r\n250 PIPELINING\r\n'),
    why: /before TLS began/,
  },
  {
    title: 'answers the handshake in plain text',
    act: (line) => {
      line.say('220 Go\r\n');
      line.socket.once('data', () => line.say('250-raw.test\r\n250 PIPELINING\r\n'));
    },
    why: /TLS did not come about/,
  },
  {
    title: 'answers the handshake with garbage',
    act: (line) => {
      line.say('220 Go\r\n');
      line.socket.once('data', () => line.say(`\x16\x03\x03\x00\x40${'\x0b\xff'.repeat(32)}`));
    },
    why: /TLS did not come about/,
  },
  {
    title: 'resets amid the handshake',
    act: (line) => {
      line.say('220 Go\r\n');
      line.socket.once('data', () => line.socket.resetAndDestroy());
    },
    why: /TLS did not come about/,
  },
  {
    title: 'closes amid the handshake',
    act: (line) => {
      line.say('220 Go\r\n');
      line.socket.once('data', () => line.socket.end());
    },
    why: /TLS did not come about/,
  },
];

/** Offers TLS until it was tried; a connection after that is an honest server without TLS. */
function breaching(act: (line: RawLine) => void, texts: string[]): Manner {
  let tried = false;
  return async (line) => {
    await politely(line, 'EHLO');
    if (!tried) {
      tried = true;
      line.say('250-raw.test\r\n250 STARTTLS\r\n');
      await line.hear();
      return act(line);
    }
    for (const answer of ['250 raw.test', '250 a', '250 b', '354 c']) {
      line.say(`${answer}\r\n`);
      texts.push(await line.hear());
    }
    while ((await line.hear()) !== '.');
    line.say('250 stored\r\n');
    await line.hear();
    line.say('221 bye\r\n');
    line.socket.end();
  };
}

for (const { title, act, why } of breaches) {
  test(`A server that ${title} gets mail without TLS, or none where TLS is enforced (RFC 7435)`, async () => {
    const texts: string[] = [];
    await using server = await peer(breaching(act, texts));
    const plain = await sendToBoth();
    assert.deepEqual([await plain.queued(), texts[0]], [[], 'MAIL FROM:<ada@example.test>']);
    await server.allClosed();
    await server[Symbol.asyncDispose]();
    await using again = await peer(breaching(act, texts));
    const enforced = await sendToBoth({ enforced: true });
    await assertWaits(enforced, /^450 4\.7\.5 mx\.bad\.test: /);
    await assertWaits(enforced, why);
    await again.allClosed();
    assert.equal(again.connections, 1);
  });
}

test('A handshake that stalls is broken off after half a minute', async () => {
  const begun = Promise.withResolvers<void>();
  await using server = await peer(
    breaching((line) => {
      line.say('220 Go\r\n');
      line.socket.once('data', () => begun.resolve());
    }, []),
  );
  await ticking(outboundHandshakeMsMax, begun.promise, async () => {
    const stage = await sendToBoth({ enforced: true });
    await assertWaits(stage, /^450 4\.7\.5 .*handshake took over/);
  });
  await server.allClosed();
});
