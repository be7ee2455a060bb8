import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mock, test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { AccountViews } from '#core/mailbox/account-view/account-views.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import { randomMailAction } from '#test/contract/random-mail.ts';
import { makeAda } from '#test/stage/directory.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

/** Enough for every kind of change. */
const steps = 200;

test('No statement on messages goes through all those of an account', async () => {
  const spy = mock.method(DatabaseSync.prototype, 'prepare');
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore(clock);
  const { accountId } = await makeAda(store);
  const views = new AccountViews(store, clock);
  const random = seededRandom(1);
  for (let step = 0; step < steps; step++) {
    await randomMailAction(random)(store, clock, accountId);
    await views.open(accountId);
  }
  const statements = new Set(spy.mock.calls.map((call) => call.arguments[0]));
  spy.mock.restore();
  await store.close();

  const database = new DatabaseSync(':memory:');
  for (const sql of createStatements(tables, 'sqlite')) database.exec(sql);
  const slow: string[] = [];
  for (const sql of statements) {
    // A slice in the order of the key is read from where the last one ended.
    if (!/\b(message|entry)\b/u.test(sql) || /ORDER BY message_id LIMIT/u.test(sql)) continue;
    if (!/^\s*(SELECT|UPDATE|DELETE|INSERT)/iu.test(sql)) continue;
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const whole = plan.some(({ detail }) =>
      /(message|entry|\b[a-z]\b).* USING PRIMARY KEY \(account_id=\?\)$|^SCAN [a-z]+$/u.test(
        String(detail),
      ),
    );
    if (whole) slow.push(`${sql}\n${plan.map(({ detail }) => String(detail)).join('\n')}`);
  }
  database.close();
  assert.deepEqual(slow, []);
});
