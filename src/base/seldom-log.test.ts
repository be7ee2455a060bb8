import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Log, type LogFields, silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { SeldomLog } from '#base/seldom-log.ts';

test('The same failure is said once in a while, and then how often it was not', () => {
  const lines: [string, LogFields | undefined][] = [];
  const log: Log = { ...silentLog, error: (...line) => void lines.push([line[0], line[1]]) };
  const clock = new ManualClock();
  const seldom = new SeldomLog(log, clock);
  const error = new Error('disk I/O error');
  for (let count = 0; count < 4; count++) seldom.error('Commit failed', { error });
  assert.deepEqual(lines, [['Commit failed', { error }]]);
  const other = new Error('database or disk is full');
  seldom.error('Commit failed', { error: other });
  assert.equal(lines.length, 2, 'another cause is news');
  clock.advance(10_000);
  seldom.error('Commit failed', { error });
  assert.deepEqual(lines[2], ['Commit failed', { error, unsaid: 3 }]);
  for (let count = 0; count < 200; count++) seldom.error(`Line ${count}`);
  assert.equal(lines.length, 203);
});
