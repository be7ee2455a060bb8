import assert from 'node:assert/strict';
import { test } from 'node:test';

import { soakSmtp } from '#test/fuzz/smtp-soak.ts';
import { seedFrom } from '#test/stage/seed.ts';

/** Seconds of bad input; longer on demand by SOAK_SECONDS. */
const seconds = Number(process.env.SOAK_SECONDS ?? 5);

/** FUZZ_SEED chooses other input. */
const fixedSeed = 1;

const seed = seedFrom('FUZZ_SEED', fixedSeed);

/** Octets that memory may have grown by, caches filling up included. A leak goes far beyond. */
const growthOctetsMax = 8 * 1024 * 1024;

const mebi = (count: number) => `${(count / 1_048_576).toFixed(1)} MiB`;

test('Bad input leaves memory flat, and no connection, file or bug behind', async (t) => {
  const result = await soakSmtp(seconds * 1000, seed);
  const { connections, octets, before, after, residentBefore, residentAfter } = result;
  t.diagnostic(`${connections} connections, ${mebi(octets)}, seed ${seed}`);
  t.diagnostic(`heap and buffers ${mebi(before)}, then ${mebi(after)}`);
  t.diagnostic(`resident ${mebi(residentBefore)}, then ${mebi(residentAfter)}`);
  assert.deepEqual(result.bugs, []);
  assert.deepEqual(result.spools, []);
  assert.equal(result.open, 0);
  assert.ok(connections > 50, `${connections} connections only`);
  assert.ok(after - before < growthOctetsMax, `Memory grew by ${mebi(after - before)}`);
});
