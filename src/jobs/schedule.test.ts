import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { housekeeping } from '#jobs/housekeeping.ts';
import { Schedule } from '#jobs/schedule.ts';

const hourMs = 3_600_000;

test('A job runs again some time after its last run ended, never twice at once', async () => {
  const clock = new ManualClock();
  const schedule = new Schedule(clock, silentLog);
  const runs: PromiseWithResolvers<undefined>[] = [];
  const run = (): Promise<undefined> => {
    const started = Promise.withResolvers<undefined>();
    runs.push(started);
    return started.promise;
  };
  schedule.start([{ name: 'slow', firstMs: 10, everyMs: 100, run }]);
  clock.advance(9);
  assert.equal(runs.length, 0);
  clock.advance(1_000);
  assert.equal(runs.length, 1);
  runs[0]?.resolve(undefined);
  await nextTurn();
  clock.advance(99);
  assert.equal(runs.length, 1);
  clock.advance(1);
  assert.equal(runs.length, 2);
  runs[1]?.resolve(undefined);
  await schedule.stop();
});

test('A job that fails is logged and tried again', async () => {
  const clock = new ManualClock();
  const lines: string[] = [];
  const note = (message: string): void => void lines.push(message);
  const schedule = new Schedule(clock, { ...silentLog, error: note, info: note });
  let runs = 0;
  const run = async (): Promise<{ done: number }> => {
    if (++runs === 1) throw new Error('The disk is full');
    return { done: runs };
  };
  schedule.start([{ name: 'brittle', firstMs: 1, everyMs: 1, run }]);
  for (let turn = 0; turn < 2; turn++) {
    clock.advance(1);
    await nextTurn();
  }
  assert.deepEqual(lines, ['Job failed, it is tried again', 'Job done']);
  await schedule.stop();
});

test('Stopping waits for the run, which hears of it, and starts no other', async () => {
  const clock = new ManualClock();
  const schedule = new Schedule(clock, silentLog);
  let slices = 0;
  const run = async (stopped: () => boolean): Promise<undefined> => {
    for (; !stopped(); slices++) await nextTurn();
  };
  schedule.start([{ name: 'long', firstMs: 1, everyMs: 1, run }]);
  clock.advance(1);
  await nextTurn();
  await schedule.stop();
  const before = slices;
  clock.advance(hourMs);
  await nextTurn();
  assert.equal(slices, before);
});

test('Housekeeping erases what is over and compacts until nothing is worth it', async () => {
  const clock = new ManualClock();
  const schedule = new Schedule(clock, silentLog);
  const calls: string[] = [];
  const segments = [3, 4];
  const retention = {
    eraseRemoved: async () => {
      calls.push('erase');
      return { accounts: 0, tenants: 0 };
    },
    prune: async () => {
      calls.push('prune');
      return {
        messages: 0,
        arrivals: 0,
        removals: 0,
        reports: 0,
        sendCounts: 0,
        sendKeys: 0,
        webSessions: 0,
        loginBudgets: 0,
        submissions: 0,
        goneObjects: 0,
        vacationAnswers: 0,
        suppressions: 0,
        traces: 0,
        pushSubscriptions: 0,
        uploads: 0,
        webhookEvents: 0,
      };
    },
  };
  const compact = async (): Promise<number | undefined> => {
    calls.push('compact');
    return segments.shift();
  };
  schedule.start(housekeeping({ retention, compact }));
  clock.advance(hourMs / 2);
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  assert.deepEqual(calls.toSorted(), ['compact', 'compact', 'compact', 'erase', 'prune']);
  await schedule.stop();
});
