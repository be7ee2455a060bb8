import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runUntilStopped } from '#app/run.ts';
import { defaultSettings } from '#app/settings.ts';
import { silentLog } from '#base/log.ts';

function running() {
  const failed = Promise.withResolvers<Error>();
  const events: string[] = [];
  const supervisor = {
    failed: failed.promise,
    stop: async (msMax: number) => {
      events.push(`stop ${msMax}`);
    },
    reload: async () => {
      events.push('reload');
      return [];
    },
  };
  const settings = { ...defaultSettings(), drainMsMax: 7 };
  const ended = runUntilStopped(supervisor, {
    announce: () => events.push(`ready for ${process.listenerCount('SIGTERM')}`),
    settings,
    readAgain: () => settings,
    log: silentLog,
  });
  return { ended, events, failed };
}

test('SIGTERM drains for the configured time and ends with 0', async () => {
  const { ended, events } = running();
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGTERM', 'SIGTERM'); // A terminal and npm both send it: one wish.
  assert.equal(await ended, 0);
  assert.deepEqual(events, ['ready for 1', 'stop 7']);
});

test('SIGHUP reloads and goes on', async () => {
  const { ended, events } = running();
  process.emit('SIGHUP', 'SIGHUP');
  await new Promise(setImmediate);
  process.emit('SIGINT', 'SIGINT');
  assert.equal(await ended, 0);
  assert.deepEqual(events, ['ready for 1', 'reload', 'stop 7']);
});

test('The loss of the writer ends the process with an error', async () => {
  const { ended, failed } = running();
  failed.resolve(new Error('gone'));
  assert.equal(await ended, 70);
});
