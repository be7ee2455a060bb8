import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';

import { seedFrom } from '#test/stage/seed.ts';

import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

/** Seconds for each target; longer on demand by FUZZ_SECONDS. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 4);

/** FUZZ_SEED chooses other inputs. */
const fixedSeed = 1;

const seed = seedFrom('FUZZ_SEED', fixedSeed);

for (const target of targets) {
  test(
    `${target.name} holds against mutated input`,
    { timeout: (seconds + 60) * 1000 },
    async (t) => {
      const { executions, failure } = await fuzz(target, seed, seconds * 1000);
      t.diagnostic(`${executions} inputs, seed ${seed}`);
      if (failure !== undefined) t.diagnostic(`input in ${failure.file}`);
      assert.ifError(failure?.error);
      assert.ok(executions > target.seeds.length, 'no input beyond the seeds was tried');
    },
  );
}

test('a planted fault is found and its input made small', async () => {
  const planted = {
    name: 'planted',
    seeds: ['GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    words: ['{9999999999}'],
    run: (octets: Uint8Array) => {
      if (Buffer.from(octets).includes('{9999999999}')) throw new Error('bomb');
    },
  };
  const { failure } = await fuzz(planted, 1, 10_000);
  assert.match(String(failure?.error), /bomb/);
  const { readFileSync } = await import('node:fs');
  const file = failure?.file ?? '';
  assert.equal(readFileSync(file, 'latin1'), '{9999999999}');
  rmSync(file);
});

test('a hang is found', async () => {
  const hang = { name: 'hang', seeds: ['x'], words: [], run: () => new Promise<void>(() => {}) };
  const { failure } = await fuzz(hang, 1, 10_000);
  assert.match(String(failure?.error), /No end after/);
  rmSync(failure?.file ?? '');
});
