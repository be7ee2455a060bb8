import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  acceptUnusual,
  burstFloor,
  dayFloor,
  emptyProfile,
  forgetNow,
  judgeSending,
  learningDays,
  networkFloor,
  networksMax,
  newBurstFloor,
  type SendAct,
  type SendProfile,
  type Unusual,
} from '#store/send-profile.ts';
import { fc } from '#test/stage/property.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = Date.UTC(2026, 0, 1);
const office = 7;
const elsewhere = 8;

/** Sends one message and answers what was unusual. */
class Sender {
  profile: SendProfile = emptyProfile;
  now = begin;

  send(act: Partial<SendAct> = {}): Unusual | undefined {
    const whole = { recipients: 1, strangers: 0, network: office, ...act };
    const { profile, unusual } = judgeSending(this.profile, whole, this.now);
    this.profile = profile;
    return unusual;
  }

  /** So many days on which it sends so much at ten o'clock. */
  work(days: number, act: Partial<SendAct> = {}): this {
    for (let day = 0; day < days; day++) {
      this.now = (Math.floor(this.now / dayMs) + 1) * dayMs + 10 * hourMs;
      assert.equal(this.send(act), undefined);
    }
    this.now += dayMs;
    return this;
  }
}

const known = () => new Sender().work(10, { recipients: 4 });
const all = (count: number) => ({ recipients: count, strangers: count });

const cases: readonly (readonly [
  what: string,
  sender: () => Sender,
  SendAct,
  string | undefined,
])[] = [
  ['few strangers', known, { ...all(burstFloor), network: office }, undefined],
  ['many strangers', known, { ...all(burstFloor + 1), network: office }, 'burst'],
  ['many friends', known, { recipients: 500, strangers: 0, network: office }, undefined],
  ['four of five', known, { recipients: 100, strangers: 80, network: office }, undefined],
  ['more than that', known, { recipients: 100, strangers: 81, network: office }, 'burst'],
  ['a new account', () => new Sender(), { ...all(newBurstFloor), network: office }, undefined],
  ['more of it', () => new Sender(), { ...all(newBurstFloor + 1), network: office }, 'burst'],
  ['another network', known, { ...all(networkFloor), network: elsewhere }, undefined],
  ['with a jump', known, { ...all(networkFloor + 1), network: elsewhere }, 'network'],
  ['no network', known, { ...all(networkFloor + 1), network: 0 }, undefined],
  [
    'a busy one',
    () => new Sender().work(9, { recipients: 100 }),
    { ...all(999), network: office },
    undefined,
  ],
  [
    'unlike it',
    () => new Sender().work(9, { recipients: 100 }),
    { ...all(1_001), network: office },
    'burst',
  ],
];

for (const [what, make, act, rule] of cases) {
  test(`Sending is judged by what is usual: ${what}, ${act.strangers} of ${act.recipients}`, () => {
    assert.equal(make().send(act)?.rule, rule);
  });
}

test('What is spread over the hour, over its end and over the day is seen too', () => {
  const slow = known();
  slow.now += 50 * 60_000;
  const rules = Array.from({ length: 61 }, () => {
    slow.now += 15_000; // Over the full hour.
    return slow.send({ strangers: 1 })?.rule;
  });
  assert.ok(rules.includes('burst'));
  const day = known();
  let rule: string | undefined;
  let sent = 0;
  for (; rule === undefined && sent < 2 * dayFloor; sent += 5) {
    day.now += (10 * hourMs) / 60;
    rule = day.send(all(5))?.rule;
  }
  assert.equal(rule, 'day');
  assert.ok(sent > dayFloor);
});

test('A network counts as new for the day on which it is first seen', () => {
  const sender = known();
  assert.equal(sender.send({ network: elsewhere }), undefined);
  const seen = sender.send({ ...all(networkFloor + 1), network: elsewhere });
  assert.deepEqual([seen?.rule, seen?.newNetwork], ['network', true]);
  const next = known();
  next.send({ network: elsewhere });
  next.now += dayMs;
  assert.equal(next.send({ ...all(networkFloor + 1), network: elsewhere }), undefined);
  for (let network = 100; network < 100 + 2 * networksMax; network++) next.send({ network });
  assert.equal(next.profile.networks.length, 2 * networksMax);
});

test('What was released is usual from then on; what was locked is forgotten', () => {
  const sender = known();
  const before = sender.profile;
  const unusual = sender.send(all(300));
  assert.ok(unusual !== undefined);
  sender.profile = acceptUnusual(sender.profile);
  assert.equal(sender.send(all(300)), undefined);
  sender.now += 7 * dayMs;
  assert.equal(sender.send(all(300)), undefined);
  const locked = known();
  locked.send(all(300));
  locked.profile = forgetNow(locked.profile);
  assert.equal(locked.send(), undefined);
  assert.equal(locked.profile.peakUsual, before.peakUsual);
});

test('Hours of the day are known for a month and forgotten after two', () => {
  const sender = known();
  sender.now = (Math.floor(sender.now / dayMs) + 1) * dayMs + 3 * hourMs;
  assert.equal(sender.send(all(60))?.newHour, true);
  sender.now += dayMs;
  assert.equal(sender.send(all(600))?.newHour, false);
  sender.now += 61 * dayMs;
  assert.equal(sender.send(all(6_000))?.newHour, true);
});

test('A steady sender is never held, whomever it writes to', () => {
  const steady = fc.record({
    perHour: fc.integer({ min: 1, max: 100 }),
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    hours: fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 8 }),
    startHour: fc.integer({ min: 0, max: 23 }),
  });
  fc.assert(
    fc.property(steady, ({ perHour, sizes, hours, startHour }) => {
      const sender = new Sender();
      for (let day = 0; day < learningDays + 9; day++) {
        for (const hour of new Set(hours.toSorted((one, other) => one - other))) {
          if (day === 0 && hour < startHour) continue;
          sender.now = begin + day * dayMs + hour * hourMs;
          for (let sent = 0, at = 0; sent < perHour; at++) {
            const size = Math.min(sizes[at % sizes.length] ?? 1, perHour - sent);
            assert.equal(sender.send(all(size)), undefined);
            sent += size;
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('A sudden burst to strangers is always held, however it is cut up', () => {
  const burst = fc.record({
    usual: fc.integer({ min: 1, max: 60 }),
    days: fc.integer({ min: learningDays, max: 20 }),
    sizes: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 9 }),
    pauseMs: fc.integer({ min: 0, max: 500 }),
    minute: fc.integer({ min: 0, max: 59 }),
  });
  fc.assert(
    fc.property(burst, ({ usual, days, sizes, pauseMs, minute }) => {
      const sender = new Sender().work(days, { recipients: usual });
      sender.now += minute * 60_000;
      let held = false;
      for (let sent = 0, at = 0; sent < 20 * Math.max(usual, burstFloor) && !held; at++) {
        const size = sizes[at % sizes.length] ?? 1;
        held = sender.send(all(size)) !== undefined;
        sender.now += pauseMs;
        sent += size;
      }
      assert.ok(held);
      const { networks, ...numbers } = sender.profile;
      assert.ok([...networks, ...Object.values(numbers)].every(Number.isSafeInteger));
    }),
    { numRuns: 100 },
  );
});
