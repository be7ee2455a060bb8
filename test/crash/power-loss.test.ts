import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';

import { checkState } from '#test/crash/check-state.ts';
import { compileLibrary } from '#test/crash/compile.ts';
import { type LossMode, losePower } from '#test/crash/power-loss.ts';
import { type RecordedCall, readRecording } from '#test/crash/recording.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const stateCount = Number(process.env['CRASH_STATES'] ?? 400);

/** CRASH_SEED chooses other moments and losses. */
const fixedSeed = 1;

const seed = seedFrom('CRASH_SEED', fixedSeed);

/** Group commits that the recorded writer makes. */
const rounds = 40;

/** States that show a planted breach. */
const breachStates = 40;

const folder = fs.mkdtempSync(`${tmpdir()}/postamt-power-loss-`);
after(() => fs.rmSync(folder, { recursive: true }));

function record(): RecordedCall[] {
  const library = `${folder}/recorder.so`;
  compileLibrary('./recorder.c', library);
  const root = `${folder}/recorded`;
  const log = `${folder}/log`;
  fs.mkdirSync(root);
  const workload = new URL('./workload.ts', import.meta.url).pathname;
  const env = { ...process.env, LD_PRELOAD: library, RECORD_ROOT: root, RECORD_LOG: log };
  const { signal, stderr } = spawnSync(process.execPath, [workload, root, String(rounds)], { env });
  assert.equal(signal, 'SIGKILL', stderr.toString());
  return readRecording(log);
}

const calls = record();

test('The recorded writer compacted segments', () => {
  const acks = calls.filter((call) => call.name === '/ack').map((call) => call.data.toString());
  assert.ok(acks.includes('compacted\n'));
});

async function findings(count: number, ignoreSync?: RegExp): Promise<string[]> {
  const random = seededRandom(seed);
  const first = calls.findIndex((call) => call.name === '/ack' && call.type === 'W');
  const modes: readonly LossMode[] = ['none', 'all'];
  const wrong: string[] = [];
  for (let index = 0; index < count; index++) {
    const stop = first + 1 + Math.floor(random() * (calls.length - first));
    const mode = modes[index % 10] ?? 'mixed';
    const loss = { count: stop, mode, random, ...(ignoreSync === undefined ? {} : { ignoreSync }) };
    const found = await checkState(`${folder}/state`, losePower(calls, loss));
    if (found.length > 0) wrong.push(`state ${index} at call ${stop} (${mode}): ${found[0]}`);
  }
  return wrong;
}

test(`No power loss costs acknowledged mail, a UID or the database (seed ${seed})`, async (t) => {
  t.diagnostic(`${stateCount} states of ${calls.length} recorded calls`);
  assert.deepEqual(await findings(stateCount), []);
});

test('The simulator finds the losses of a segment that is not synced', async () => {
  assert.ok((await findings(breachStates, /\.seg$/)).length > breachStates / 4);
});

test('The simulator finds the losses of a WAL that is not synced', async () => {
  assert.ok((await findings(breachStates, /meta\.db-wal$/)).length > breachStates / 4);
});
