import assert from 'node:assert/strict';
import { test } from 'node:test';

import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import { MemoryConnection } from '#net/memory-connection.ts';
import { deliverToDestination } from '#relay/deliver-to-destination.ts';
import { claimedMessage, ListLoad } from '#test/stage/load.ts';

const answered = { ttlSeconds: 60, authenticated: false };

/** A server that says these replies, one after the other; it takes every line of a message. */
function serverSaying(replies: readonly string[]): MemoryConnection {
  const connection = new MemoryConnection();
  const [greeting = '', ...rest] = replies;
  connection.send(`${greeting}\r\n`);
  const serve = async (): Promise<void> => {
    let inData = false;
    for (;;) {
      const line = await connection.receivedLine();
      if (line === undefined) return;
      if (inData && line !== '.') continue;
      inData = false;
      const reply = rest.shift();
      if (reply === undefined) return connection.end('gone');
      inData = reply.startsWith('354');
      connection.send(`${reply}\r\n`);
    }
  };
  void serve();
  return connection;
}

/** Delivers to x.test, whose two servers answer as told; undefined cannot be reached. */
async function deliver(
  messages: readonly ClaimedMessage[],
  servers: Readonly<Record<string, readonly string[] | undefined>>,
  mx: 'found' | 'no-such-name' = 'found',
): Promise<{ results: string[]; dialled: string[] }> {
  const load = new ListLoad('x.test', messages);
  const dialled: string[] = [];
  const records = [10, 20].map((preference) => {
    return { type: 'MX' as const, preference, exchange: `mx${preference}.test` };
  });
  await deliverToDestination(
    {
      resolver: {
        mx: async () =>
          mx === 'found'
            ? { outcome: 'found', name: 'x.test', records, ...answered }
            : { outcome: mx, ...answered },
        a: async (host) => {
          const address = host === 'mx10.test' ? '192.0.2.10' : '192.0.2.20';
          return { outcome: 'found', name: host, records: [{ type: 'A', address }], ...answered };
        },
        aaaa: async () => ({ outcome: 'no-data', ...answered }),
        cname: async () => ({ outcome: 'no-data', ...answered }),
        tlsa: async () => ({ outcome: 'no-data', ...answered }),
      },
      dial: async ({ address }) => {
        dialled.push(address);
        const replies = servers[address];
        if (replies !== undefined) return serverSaying(replies);
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      },
      clock: systemClock,
      random: { bytes: (count) => new Uint8Array(count) },
      log: silentLog,
      hostName: 'us.test',
      nextId: () => 'out',
    },
    load,
  );
  return { results: load.told, dialled };
}

const polite = ['220 hello', '250 mx'];
const taken = ['250 ok', '250 ok', '354 go', '250 2.0.0 stored'];

test('The best server that answers gets all messages over one connection (RFC 5321 §5.1)', async () => {
  const messages = [claimedMessage(1, 'a@x.test'), claimedMessage(2, 'b@x.test')];
  const { results, dialled } = await deliver(messages, {
    '192.0.2.10': [...polite, ...taken, ...taken, '221 bye'],
  });
  assert.deepEqual(results, ['1.0 sent 250 2.0.0 stored', '2.0 sent 250 2.0.0 stored']);
  assert.deepEqual(dialled, ['192.0.2.10']);
});

test('The next server is asked when one is away, refuses at once, or leaves on the way', async () => {
  const second = { '192.0.2.20': [...polite, ...taken, '221 bye'] };
  for (const first of [undefined, ['554 5.7.1 go away'], [...polite, '250 ok']]) {
    const servers = { '192.0.2.10': first, ...second };
    const { results, dialled } = await deliver([claimedMessage(1, 'a@x.test')], servers);
    assert.deepEqual(results, ['1.0 sent 250 2.0.0 stored']);
    assert.deepEqual(dialled, ['192.0.2.10', '192.0.2.20']);
  }
});

test('What a server says of a recipient is its word: no other server is asked', async () => {
  const answers = [
    '250 ok',
    '550 5.1.1 nobody',
    '452 4.2.2 full',
    '552 4.5.3 too many',
    '250 reset',
  ];
  const { results, dialled } = await deliver(
    [claimedMessage(1, 'a@x.test', 'b@x.test', 'c@x.test')],
    {
      '192.0.2.10': [...polite, ...answers, '221 bye'],
    },
  );
  assert.deepEqual(results, [
    '1.0 failed 550 5.1.1 nobody',
    '1.1 deferred 452 4.2.2 full',
    '1.2 deferred 552 4.5.3 too many',
  ]);
  assert.deepEqual(dialled, ['192.0.2.10']);
});

test('When no server answers the mail waits, when there is none it comes back', async () => {
  const away = await deliver([claimedMessage(1, 'a@x.test')], {});
  assert.match(away.results.join(), /^1\.0 deferred 450 4\.4\.2 mx20\.test .*ECONNREFUSED/);
  const none = await deliver([claimedMessage(1, 'a@x.test')], {}, 'no-such-name');
  assert.match(none.results.join(), /^1\.0 failed 550 5\.1\.2 /);
});

test('A message that cannot be put into commands does not keep others from going', async () => {
  const messages = [claimedMessage(1, 'no address'), claimedMessage(2, 'b@x.test')];
  const { results } = await deliver(messages, {
    '192.0.2.10': [...polite, ...taken, '221 bye'],
  });
  assert.match(results[0] ?? '', /^1\.0 failed 550 5\.1\.3 /);
  assert.equal(results[1], '2.0 sent 250 2.0.0 stored');
});

test('Where the handshake of STARTTLS fails the mail goes without it (RFC 7435)', async () => {
  let count = 0;
  const replies = [
    ['220 hello', '250-mx\r\n250 STARTTLS', '454 4.7.0 not now', '221 bye'],
    [...polite, ...taken, '221 bye'],
  ];
  const servers = {
    get '192.0.2.10'() {
      return replies[count++];
    },
  };
  const { results, dialled } = await deliver([claimedMessage(1, 'a@x.test')], servers);
  assert.deepEqual(results, ['1.0 sent 250 2.0.0 stored']);
  assert.deepEqual(dialled, ['192.0.2.10', '192.0.2.10']);
});
