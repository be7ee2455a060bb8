import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Log, silentLog } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import { logRefusal } from '#session/log-refusal.ts';
import { SpoolFile } from '#store/spool.ts';

test('A spool file that cannot be made is an error in the log, other refusals are not', async () => {
  const lines: unknown[] = [];
  const log: Log = {
    ...silentLog,
    info: (message) => void lines.push(['info', message]),
    error: (message, fields) => void lines.push(['error', message, fields?.['error']]),
  };
  const about = { protocol: 'smtp', connection: 'a1' } as const;
  const refusal = await SpoolFile.create('/nowhere/at/all').catch((error: unknown) => error);
  assert.ok(refusal instanceof Refusal && refusal.code === 'store.failed');
  logRefusal(log, refusal, about);
  logRefusal(log, new Refusal('mailbox.full'), about);
  assert.deepEqual(lines, [
    ['error', 'smtp refused', refusal.cause],
    ['info', 'smtp refused'],
  ]);
});
