/**
 * Fuzzes one target or all: `node test/fuzz/run.ts [target] [seconds] [--seed N] [--input FILE]`.
 *
 * `--input` runs one file once, to see a failure again.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, input: { type: 'string' } },
});
const [name = 'all', seconds = '10'] = positionals;
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const chosen = targets.filter((target) => name === 'all' || target.name === name);

if (chosen.length === 0) {
  const names = targets.map((target) => target.name).join(', ');
  process.stderr.write(`No fuzz target "${name}"; there are: ${names}\n`);
  process.exitCode = 2;
}

for (const target of chosen) {
  if (values.input !== undefined) {
    await target.run(readFileSync(values.input));
    continue;
  }
  const { executions, failure } = await fuzz(target, seed, Number.parseFloat(seconds) * 1000);
  const rate = Math.round(executions / Number.parseFloat(seconds));
  process.stdout.write(`${target.name}: ${executions} inputs, ${rate}/s, seed ${seed}\n`);
  if (failure === undefined) continue;
  process.stdout.write(`${target.name}: failed, input in ${failure.file}\n`);
  process.stdout.write(
    `${String(failure.error instanceof Error ? failure.error.stack : failure.error)}\n`,
  );
  process.exitCode = 1;
}
process.exit();
