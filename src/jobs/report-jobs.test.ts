import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { reportJobs, spreadMs } from '#jobs/report-jobs.ts';
import { Schedule } from '#jobs/schedule.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

test('Reports are made once a day, some time after ten past midnight, and after a start', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1, 20));
  const times: number[] = [];
  const sender = {
    run: async () => {
      times.push(clock.now() % dayMs);
      return { reports: 1, unwanted: 0, postponed: 0 };
    },
  };
  const idle = { run: async () => ({ reports: 0, unwanted: 0, postponed: 0 }) };
  let octet = 0;
  const random = { bytes: (count: number) => new Uint8Array(count).fill((octet += 60)) };
  const schedule = new Schedule(clock, silentLog);
  schedule.start(reportJobs({ clock, random, dmarc: sender, tls: idle }));
  for (let minute = 0; minute < 3 * 24 * 60; minute += 5) {
    clock.advance(5 * minuteMs);
    await nextTurn();
  }
  await schedule.stop();
  const [first = 0, ...later] = times;
  assert.ok(first >= 20 * 60 * minuteMs, 'what was left when the server was down');
  assert.equal(later.length, 3);
  for (const time of later) {
    assert.ok(time >= 10 * minuteMs && time <= 16 * minuteMs + spreadMs, `${time}`);
  }
  assert.equal(new Set(later).size, 3, 'each day another time');
});
