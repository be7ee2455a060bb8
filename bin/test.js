// npm test: everything the project promises, with what the tests need installed first.
// Arguments go to node's test runner; files or patterns among them replace the default ones.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { become, prepare, root } from './prepare.js';

prepare();
process.chdir(root);
installPrograms();

const given = process.argv.slice(2);
const patterns = given.some((argument) => !argument.startsWith('-'))
  ? []
  : ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/**/*.test.ts'];
become(['--test', `--test-concurrency=${availableParallelism()}`, ...given, ...patterns]);

/** Installs the Debian packages of test/requirements.json that are missing. */
function installPrograms() {
  const file = join(root, 'test', 'requirements.json');
  const wanted = Object.keys(JSON.parse(readFileSync(file, 'utf8')).debian);
  const format = ['-W', '-f', '${Package} ${db:Status-Status}\n'];
  const query = spawnSync('dpkg-query', [...format, ...wanted], { encoding: 'utf8' });
  if (query.error !== undefined) {
    process.stderr.write(
      `This is no Debian: have ${wanted.join(', ')} installed by other means.\n`,
    );
    return;
  }
  const present = new Set(query.stdout.split('\n'));
  const missing = wanted.filter((name) => !present.has(`${name} installed`));
  if (missing.length === 0) return;
  process.stderr.write(`Installing what the tests need: ${missing.join(' ')} ...\n`);
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing];
  if (asRoot(install) || (asRoot(['apt-get', 'update', '-q']) && asRoot(install))) return;
  process.stderr.write(`Cannot install it. As root run: ${install.join(' ')}\n`);
}

function asRoot(command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  // RUNLEVEL=1 keeps Debian's packages from starting their services.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}
