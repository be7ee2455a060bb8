// npm run check: format, lint, types and the house rules, at the same time; prints what fails.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { environment, node, prepare, root } from './prepare.js';

prepare();

const folders = ['src', 'web', 'test', 'tools', 'bench', 'bin'];
const program = (name, ...args) => [join(root, 'node_modules', '.bin', name), args];
const tool = (name, ...args) => [node, [join(root, 'tools', `${name}.ts`), ...args]];
const steps = {
  format: program('oxfmt', '--check', ...folders),
  lint: program('oxlint', '--type-aware', ...folders),
  types: program('tsc'),
  'web types': program('tsc', '-p', 'web'),
  layers: tool('layers'),
  tidy: tool('tidy'),
  rfc: tool('rfc', '--check'),
  limits: tool('limits', '--check'),
  refusals: tool('refusals', '--check'),
  unused: program('knip', '--no-progress'),
  'CLI reference': tool('cli-reference', '--check'),
};

const started = performance.now();
const results = await Promise.all(Object.entries(steps).map(([name, step]) => run(name, step)));
const failed = results.filter(({ code }) => code !== 0);
for (const { name, output } of failed) {
  process.stdout.write(`\n--- ${name} ---\n${output.trimEnd()}\n`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const verdict =
  failed.length === 0
    ? 'All checks passed'
    : `Failed: ${failed.map(({ name }) => name).join(', ')}`;
process.stdout.write(
  `\n${results.map(({ name, code, ms }) => `${code === 0 ? 'ok  ' : 'FAIL'} ${name} ${(ms / 1000).toFixed(1)} s`).join('\n')}\n${verdict} (${seconds} s)\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function run(name, [command, args]) {
  return new Promise((resolve) => {
    const from = performance.now();
    const child = spawn(command, args, { cwd: root, env: environment() });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    const finish = (code, text) =>
      resolve({ name, code, output: text, ms: performance.now() - from });
    child.on('error', (error) => finish(1, error.message));
    child.on('close', (code) => finish(code ?? 1, Buffer.concat(output).toString()));
  });
}
