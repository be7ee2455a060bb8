import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import type { Random } from '#base/random.ts';
import { aliasesMax } from '#net/dns/read-answer.ts';
import { defaultResolverLimits, type ResolverLimits } from '#net/dns/resolver-limits.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import { strayDatagramsMax } from '#net/dns/udp-exchange.ts';
import { ParseError } from '#proto/cursor.ts';
import type { DnsMessage } from '#proto/dns/message.ts';
import { foldName } from '#proto/dns/name.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import type { ResourceRecord } from '#proto/dns/record.ts';
import { answerTo, DnsServer, type Behaviour } from '#test/stage/dns-server.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const swapCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

const timeout = 20_000;

const next = seededRandom(1);
const random: Random = {
  bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)),
};

const clocks = new Set<ManualClock>();

/** Turns of the event loop until each question that a failed test left has timed out. */
const turnsMax = 20;

/** Lets such questions end: their clock stands still, and their sockets would stay open. */
afterEach(async () => {
  for (let turn = 0; turn < turnsMax; turn++) {
    for (const clock of clocks) clock.advance(60_000);
    await setImmediate();
  }
  clocks.clear();
});

/** A resolver of these servers. */
function resolverOf(
  servers: readonly DnsServer[],
  clock: ManualClock,
  limits: Partial<ResolverLimits> = {},
): Resolver {
  clocks.add(clock);
  const upstreams = servers.map(({ upstream }) => upstream);
  const allLimits = { ...defaultResolverLimits, ...limits };
  return new StubResolver({ upstreams, clock, random, log: silentLog, limits: allLimits });
}

const record = (name: string, data: RecordData, ttlSeconds = 300): ResourceRecord => ({
  name,
  dnsClass: 1,
  ttlSeconds,
  data,
});

const asked = (query: DnsMessage): string => query.questions[0]?.name ?? '';

const address = (query: DnsMessage, last = 1): ResourceRecord =>
  record(asked(query), { type: 'A', address: `192.0.2.${last}` });

const alias = (name: string, target: string): ResourceRecord =>
  record(name, { type: 'CNAME', target }, 60);

const soa = record(
  'test',
  {
    type: 'SOA',
    primary: 'ns.test',
    mailbox: 'dns.test',
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum: 90,
  },
  600,
);

const good: Behaviour = ({ query }) => [answerTo(query, { answers: [address(query)] })];

const wrongCase: Behaviour = ({ query, over }) => {
  const name = asked(query).replaceAll(/[a-z]/giu, swapCase);
  const questions = [{ name, code: 1, dnsClass: 1 }];
  return [answerTo(query, { questions, answers: [address(query, over === 'udp' ? 66 : 1)] })];
};

const guesses: Behaviour = ({ query, over }) => {
  if (over === 'tcp') return [answerTo(query, { answers: [address(query)] })];
  return Array.from({ length: strayDatagramsMax + 1 }, () =>
    answerTo({ ...query, id: query.id ^ 1 }, { answers: [address(query, 66)] }),
  );
};

const cut = (query: DnsMessage) => answerTo(query, { flags: { truncated: true } });

const fails: Behaviour = ({ query }) => [answerTo(query, { responseCode: 2 })];

const refuses: Behaviour = ({ query }) => [answerTo(query, { responseCode: 5 })];

const refers: Behaviour = ({ query }) => [
  answerTo(query, {
    authorities: [record('test', { type: 'NS', host: 'ns.test' })],
    flags: { recursionAvailable: false },
  }),
];

const found = {
  outcome: 'found',
  name: 'mx.test',
  records: [{ type: 'A', address: '192.0.2.1' }],
  ttlSeconds: 300,
  authenticated: false,
};

test(
  'each method asks for its type, with EDNS and AD (RFC 6891 §6.2.3, RFC 6840 §5.7)',
  { timeout },
  async () => {
    const texts: RecordData = { type: 'TXT', strings: ['v=spf1', ' -all'] };
    await using server = await DnsServer.start(({ query }) => [
      answerTo(query, { answers: [record(asked(query), texts), address(query)] }),
    ]);
    const resolver = resolverOf([server], new ManualClock());
    const types = ['a', 'aaaa', 'caa', 'cname', 'mx', 'ns', 'soa', 'srv', 'tlsa', 'txt'] as const;
    const codes: (number | undefined)[] = [];
    for (const type of types) {
      const { outcome } = await resolver[type]('Mx.Test');
      assert.equal(outcome, type === 'a' || type === 'txt' ? 'found' : 'no-data');
      codes.push(server.arrivals.at(-1)?.query.questions[0]?.code);
    }
    assert.deepEqual(codes, [1, 28, 257, 5, 15, 2, 6, 33, 52, 16]);
    const lookup = await resolver.txt('mx.test');
    assert.deepEqual(lookup.outcome === 'found' && lookup.records, [texts]);
    await resolver.ptr('192.0.2.7');
    const last = server.arrivals.at(-1)?.query;
    assert.equal(last?.questions[0]?.name.toLowerCase(), '7.2.0.192.in-addr.arpa');
    assert.deepEqual([last?.edns?.udpOctets, last?.flags.authenticData], [1232, true]);
    await assert.rejects(resolver.a('a..b'), ParseError);
    await assert.rejects(resolver.ptr('a.b'), ParseError);
  },
);

test(
  'id, port and case differ from question to question (RFC 5452 §9.2)',
  { timeout },
  async () => {
    await using server = await DnsServer.start(good);
    const resolver = resolverOf([server], new ManualClock());
    const names = Array.from({ length: 10 }, (_, at) => `long-name-of-a-host-${at}.test`);
    await Promise.all(names.map((name) => resolver.a(name)));
    assert.equal(new Set(server.arrivals.map(({ query }) => query.id)).size, names.length);
    const cases = server.arrivals.map(({ query }) => asked(query).replaceAll(/\d/gu, ''));
    assert.equal(new Set(cases).size, names.length);
  },
);

test(
  'an answer counts for its time to live, and equal questions are asked once',
  { timeout },
  async () => {
    await using server = await DnsServer.start(good);
    const clock = new ManualClock();
    const resolver = resolverOf([server], clock);
    const lookups = await Promise.all([resolver.a('mx.test'), resolver.a('MX.test.')]);
    assert.deepEqual(lookups, [found, found]);
    clock.advance(299_000);
    assert.deepEqual(await resolver.a('mx.test'), { ...found, ttlSeconds: 1 });
    assert.equal(server.arrivals.length, 1);
    clock.advance(1_000);
    assert.deepEqual(await resolver.a('mx.test'), found);
    assert.equal(server.arrivals.length, 2);
  },
);

test(
  'times to live are held to their bounds, and 0 is not kept (RFC 1035 §3.2.1)',
  { timeout },
  async () => {
    let ttlSeconds = 2_000_000;
    await using server = await DnsServer.start(({ query }) => [
      answerTo(query, { answers: [{ ...address(query), ttlSeconds }] }),
    ]);
    const clock = new ManualClock();
    const resolver = resolverOf([server], clock);
    assert.deepEqual(await resolver.a('mx.test'), { ...found, ttlSeconds: 86_400 });
    clock.advance(86_400_000);
    ttlSeconds = 0;
    await resolver.a('mx.test');
    await resolver.a('mx.test');
    assert.equal(server.arrivals.length, 3);
  },
);

test(
  'absence is kept as long as the SOA says, and without one not at all (RFC 2308 §5)',
  { timeout },
  async () => {
    await using server = await DnsServer.start(({ query }) => [
      answerTo(query, {
        responseCode: foldName(asked(query)).startsWith('gone') ? 3 : 0,
        authorities: foldName(asked(query)).endsWith('x.test') ? [] : [soa],
      }),
    ]);
    const clock = new ManualClock();
    const resolver = resolverOf([server], clock);
    const absent = { ttlSeconds: 90, authenticated: false };
    for (const [name, outcome] of [
      ['gone.test', 'no-such-name'],
      ['there.test', 'no-data'],
    ] as const) {
      assert.deepEqual(await resolver.mx(name), { outcome, ...absent });
      assert.deepEqual(await resolver.mx(name), { outcome, ...absent });
    }
    assert.equal(server.arrivals.length, 2);
    clock.advance(90_000);
    await resolver.mx('gone.test');
    assert.equal(server.arrivals.length, 3);
    assert.deepEqual(await resolver.mx('gone.x.test'), {
      outcome: 'no-such-name',
      authenticated: false,
      ttlSeconds: 0,
    });
    await resolver.mx('gone.x.test');
    assert.equal(server.arrivals.length, 5);
  },
);

test(
  'the AD bit of a server on loopback is told, for the whole chain (RFC 4035 §4.9.3)',
  { timeout },
  async () => {
    await using server = await DnsServer.start(({ query }) => {
      const name = foldName(asked(query));
      const answers = name === 'alias.test' ? [alias(asked(query), 'b.test')] : [address(query)];
      return [answerTo(query, { answers, flags: { authenticData: name !== 'b.test' } })];
    });
    const resolver = resolverOf([server], new ManualClock());
    const told = async (name: string) => {
      const lookup = await resolver.a(name);
      assert.ok(lookup.outcome === 'found');
      return lookup.authenticated;
    };
    assert.deepEqual([await told('a.test'), await told('b.test')], [true, false]);
    assert.equal(await told('alias.test'), false);
  },
);

test(
  'forged answers are left aside, and the right one is taken (RFC 5452 §9.1)',
  { timeout },
  async () => {
    await using server = await DnsServer.start(({ query }) => {
      const answers = [address(query, 66)];
      const [question] = query.questions;
      assert.ok(question !== undefined);
      return [
        Uint8Array.of(1, 2, 3),
        answerTo({ ...query, id: query.id ^ 1 }, { answers }),
        answerTo(query, { answers, questions: [{ ...question, name: 'other.test' }] }),
        answerTo(query, { answers, questions: [{ ...question, code: 28 }] }),
        answerTo(query, { answers, questions: [] }),
        answerTo(query, { answers, flags: { response: false } }),
        answerTo(query, { answers: [address(query)] }),
      ];
    });
    const resolver = resolverOf([server], new ManualClock());
    assert.deepEqual(await resolver.a('mx.test'), found);
    assert.equal(server.arrivals.length, 1);
  },
);

test(
  'a guess in the wrong case, and many guesses, make us ask by TCP (RFC 5452 §9.1)',
  { timeout },
  async () => {
    for (const behave of [wrongCase, guesses]) {
      await using server = await DnsServer.start(behave);
      const resolver = resolverOf([server], new ManualClock());
      assert.deepEqual(await resolver.a('mx.test'), found);
      assert.deepEqual(
        server.arrivals.map(({ over }) => over),
        ['udp', 'tcp'],
      );
    }
  },
);

test('an answer cut short is asked for again by TCP (RFC 7766 §5)', { timeout }, async () => {
  const strings = Array.from({ length: 200 }, (_, at) => `${at}`.padStart(250, 'x'));
  await using server = await DnsServer.start(({ query, over }) =>
    over === 'udp'
      ? [answerTo(query, { flags: { truncated: true } })]
      : [answerTo(query, { answers: [record(asked(query), { type: 'TXT', strings })] })],
  );
  const lookup = await resolverOf([server], new ManualClock()).txt('long.test');
  assert.deepEqual(lookup.outcome === 'found' && lookup.records, [{ type: 'TXT', strings }]);
});

test('TCP that breaks off, lies or stays cut short is no answer', { timeout }, async () => {
  const tcp: readonly Behaviour[] = [
    () => [],
    () => [Uint8Array.of(1)],
    ({ query }) => [answerTo({ ...query, id: query.id ^ 1 })],
    ({ query }) => [cut(query)],
  ];
  for (const behave of tcp) {
    await using server = await DnsServer.start((arrival) =>
      arrival.over === 'udp' ? [cut(arrival.query)] : behave(arrival),
    );
    const { outcome } = await resolverOf([server], new ManualClock()).a('mx.test');
    assert.equal(outcome, behave === tcp[3] ? 'server-failure' : 'timeout');
  }
});

test(
  'the next server is asked where one is silent, late, gone or cannot say',
  { timeout },
  async () => {
    const clock = new ManualClock();
    const late: Behaviour = ({ query }) => {
      clock.advance(defaultResolverLimits.timeoutMs);
      return [answerTo(query, { answers: [address(query, 66)] })];
    };
    for (const behave of [late, fails, refuses, refers]) {
      await using first = await DnsServer.start(behave);
      await using second = await DnsServer.start(good);
      assert.deepEqual(await resolverOf([first, second], clock).a('mx.test'), found);
      assert.deepEqual([first.arrivals.length, second.arrivals.length], [1, 1]);
    }
    await using second = await DnsServer.start(good);
    const gone = await DnsServer.start(good);
    await gone[Symbol.asyncDispose]();
    assert.deepEqual(await resolverOf([gone, second], clock).a('mx.test'), found);
  },
);

test('a silent server comes last for a while, then first again', { timeout }, async () => {
  const clock = new ManualClock();
  let silent = true;
  await using first = await DnsServer.start((arrival) => {
    if (!silent) return good(arrival);
    clock.advance(defaultResolverLimits.timeoutMs);
    return [];
  });
  await using second = await DnsServer.start(good);
  const resolver = resolverOf([first, second], clock);
  await resolver.a('a.test');
  await resolver.a('b.test');
  assert.deepEqual([first.arrivals.length, second.arrivals.length], [1, 2]);
  silent = false;
  clock.advance(defaultResolverLimits.penaltyMs);
  await resolver.a('c.test');
  assert.deepEqual([first.arrivals.length, second.arrivals.length], [2, 2]);
});

test(
  'servers that fail are told from servers that are silent, both for seconds (RFC 9520 §3.2)',
  { timeout },
  async () => {
    const clock = new ManualClock();
    await using failing = await DnsServer.start(({ query }) => [
      answerTo(query, { responseCode: 2 }),
    ]);
    await using silent = await DnsServer.start(() => {
      clock.advance(4 * defaultResolverLimits.timeoutMs);
      return [];
    });
    const failed = resolverOf([failing], clock);
    assert.deepEqual(await failed.a('mx.test'), { outcome: 'server-failure' });
    assert.deepEqual(await failed.a('mx.test'), { outcome: 'server-failure' });
    assert.equal(failing.arrivals.length, 1);
    clock.advance(defaultResolverLimits.failureMs);
    await failed.a('mx.test');
    assert.equal(failing.arrivals.length, 2);
    assert.deepEqual(await resolverOf([silent], clock).a('mx.test'), { outcome: 'timeout' });
    assert.equal(silent.arrivals.length, defaultResolverLimits.roundsMax);
  },
);

test(
  'aliases are followed in one answer or over several, and loops end (RFC 1034 §3.6.2)',
  { timeout },
  async () => {
    await using server = await DnsServer.start(({ query }) => {
      const name = foldName(asked(query));
      const told = (...answers: ResourceRecord[]) => [answerTo(query, { answers })];
      if (name === 'whole.test') {
        const forged = record('elsewhere.test', { type: 'A', address: '192.0.2.66' });
        const last = record('Mx.Test', { type: 'A', address: '192.0.2.1' });
        return told(forged, alias('B.test', 'mx.test'), alias(asked(query), 'b.test'), last);
      }
      if (name === 'part.test') return told(alias(asked(query), 'mx.test'));
      if (name === 'loop.test')
        return told(alias(asked(query), 'a.test'), alias('a.test', 'loop.test'));
      const number = /^n(\d+)\.test$/u.exec(name)?.[1];
      if (number !== undefined) return told(alias(asked(query), `n${Number(number) + 1}.test`));
      if (name === 'gone.test') {
        const answers = [alias(asked(query), 'nowhere.test')];
        return [answerTo(query, { answers, authorities: [soa], responseCode: 3 })];
      }
      return told(address(query));
    });
    const resolver = resolverOf([server], new ManualClock());
    assert.deepEqual(await resolver.a('whole.test'), { ...found, ttlSeconds: 60 });
    assert.deepEqual(await resolver.a('part.test'), { ...found, ttlSeconds: 60 });
    assert.equal((await resolver.cname('part.test')).outcome, 'found');
    assert.deepEqual(await resolver.a('loop.test'), { outcome: 'server-failure' });
    assert.deepEqual(await resolver.a('gone.test'), {
      outcome: 'no-such-name', // RFC 6604 §3
      ttlSeconds: 60,
      authenticated: false,
    });
    server.arrivals.length = 0;
    assert.deepEqual(await resolver.a('n0.test'), { outcome: 'server-failure' });
    assert.equal(server.arrivals.length, aliasesMax + 1);
  },
);

test('questions wait for their turn, and too many are turned away', { timeout }, async () => {
  await using server = await DnsServer.start(good);
  const limits = { concurrentMax: 2, waitingMax: 3 };
  const resolver = resolverOf([server], new ManualClock(), limits);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => `${label}.test`);
  const outcomes = await Promise.all(names.map(async (name) => (await resolver.a(name)).outcome));
  assert.deepEqual(outcomes, ['found', 'found', 'found', 'found', 'found', 'overload']);
  assert.equal((await resolver.a('f.test')).outcome, 'found');
});

test(
  'the cache is bounded in entries and octets; what was used last stays',
  { timeout },
  async () => {
    await using server = await DnsServer.start(good);
    for (const limits of [{ cacheEntriesMax: 2 }, { cacheOctetsMax: 1_300 }]) {
      server.arrivals.length = 0;
      const resolver = resolverOf([server], new ManualClock(), limits);
      for (const label of ['a', 'b', 'a', 'c', 'a', 'b']) await resolver.a(`${label}.test`);
      const names = server.arrivals.map(({ query }) => foldName(asked(query)));
      assert.deepEqual(names, ['a.test', 'b.test', 'c.test', 'b.test']);
    }
  },
);
