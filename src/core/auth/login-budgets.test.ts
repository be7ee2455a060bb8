import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { LoginBudgets, LoginDelayed } from '#core/auth/login-budgets.ts';
import { networkOf } from '#core/auth/network-of.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { fc } from '#test/stage/property.ts';

const login = 'ada@example.test';

function stage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25));
  const store = new MemoryStore(clock);
  return { clock, store, budgets: new LoginBudgets(store) };
}

/** Milliseconds that the next try has to wait; 0 when it was taken, and failed. */
async function waitMs(take: Promise<unknown>): Promise<number> {
  try {
    await take;
    return 0;
  } catch (error) {
    if (error instanceof LoginDelayed) return error.waitMs;
    throw error;
  }
}

test('One network that tries many names is delayed as a whole, for a minute at most', async () => {
  const { clock, budgets } = stage();
  const guess = async (name: number) =>
    await waitMs(budgets.takePassword(`name${name}@example.test`, `192.0.2.${name}`));
  let tried = 0;
  while ((await guess(tried)) === 0) tried++;
  assert.equal(tried, 31);
  for (let more = 0; more < 10; more++) {
    clock.advance(60_000);
    assert.equal(await guess(100 + more), 0);
  }
  assert.equal(await guess(200), 60_000);
  assert.equal(await waitMs(budgets.takePassword(login, '198.51.100.1')), 0);
});

test('Failures fade to half within an hour, and a success ends them for the name', async () => {
  const { clock, budgets } = stage();
  const guess = async () => await waitMs(budgets.takePassword(login, '192.0.2.1'));
  for (let count = 0; count < 5; count++) assert.equal(await guess(), 0);
  const right = await budgets.takePassword(login, '192.0.2.1');
  await right.succeed();
  for (let count = 0; count < 6; count++) assert.equal(await guess(), 0);
  assert.equal(await guess(), 1_000);
  clock.advance(3_600_000);
  for (let count = 0; count < 3; count++) assert.equal(await guess(), 0);
  assert.equal(await guess(), 1_000);
  clock.advance(24 * 3_600_000);
  for (let count = 0; count < 6; count++) assert.equal(await guess(), 0);
});

test('A try that was not looked at is given back', async () => {
  const { budgets } = stage();
  for (let count = 0; count < 100; count++) {
    const taken = await budgets.takePassword(login, '192.0.2.1');
    await taken.giveBack();
  }
  assert.equal(await waitMs(budgets.takePassword('ADA@example.TEST', '192.0.2.1')), 0);
});

test('Codes are counted for the account, but not where a browser of the person is', async () => {
  const { budgets } = stage();
  for (let count = 0; count < 11; count++) {
    assert.equal(await waitMs(budgets.takeCode(1, false)), 0);
  }
  assert.equal(await waitMs(budgets.takeCode(1, false)), 1_000);
  assert.equal(await waitMs(budgets.takeCode(1, true)), 0);
  assert.equal(await waitMs(budgets.takeCode(2, false)), 0);
});

test('An address counts for its network', () => {
  assert.equal(networkOf('192.0.2.77'), '192.0.2.0/24');
  assert.equal(networkOf('::ffff:192.0.2.77'), '192.0.2.0/24');
  assert.equal(networkOf('2001:db8:1:2ff:a::1'), networkOf('2001:db8:1:200::7'));
  assert.notEqual(networkOf('2001:db8:1:2ff::1'), networkOf('2001:db8:1:3ff::1'));
  assert.equal(networkOf('unix'), 'unix');
});

test('Whatever others do elsewhere, a person gets a try at once', async () => {
  const network = fc.integer({ min: 1, max: 200 });
  const guess = fc.record({ network, pauseMs: fc.integer({ min: 0, max: 2_000 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(guess, { maxLength: 40 }), async (guesses) => {
      const { clock, budgets } = stage();
      for (const { network: number, pauseMs } of guesses) {
        await waitMs(budgets.takePassword(login, `198.51.${number}.7`));
        clock.advance(pauseMs);
      }
      assert.equal(await waitMs(budgets.takePassword(login, '192.0.2.1')), 0);
    }),
    { numRuns: 30 },
  );
});

test('Who tries as often as possible gets some 250 tries a day', async () => {
  const { clock, budgets } = stage();
  const end = clock.now() + 24 * 3_600_000;
  let tries = 0;
  while (clock.now() < end) {
    const wait = await waitMs(budgets.takePassword(login, '192.0.2.1'));
    if (wait === 0) tries++;
    clock.advance(wait);
  }
  assert.ok(tries > 200 && tries < 300, String(tries));
});
