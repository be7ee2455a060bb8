// npm test: everything the project promises, with what the tests need installed first.
// Arguments go to node's test runner; files or patterns among them replace the default ones.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { buildWeb } from './build-web.js';
import { become, prepare, root } from './prepare.js';

prepare();
buildWeb();
process.chdir(root);
const requirements = JSON.parse(readFileSync(join(root, 'test', 'requirements.json'), 'utf8'));
installPrograms(Object.keys(requirements.debian));
for (const name of Object.keys(requirements.extracted)) extractProgram(name);

const given = process.argv.slice(2);
const patterns = given.some((argument) => !argument.startsWith('-'))
  ? []
  : ['src', 'web', 'tools', 'test'].map((folder) => `${folder}/**/*.test.ts`);
become(['--test', `--test-concurrency=${availableParallelism()}`, ...given, ...patterns]);

/** Installs the Debian packages that are missing. */
function installPrograms(wanted) {
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
  if (asRoot(install) || (updateLists() && asRoot(install))) return;
  process.stderr.write(`Cannot install it. As root run: ${install.join(' ')}\n`);
}

/**
 * Unpacks a Debian package that cannot be installed beside the others into
 * node_modules/.cache/debian/NAME, and installs the libraries that it needs.
 */
function extractProgram(name) {
  const cache = join(root, 'node_modules', '.cache', 'debian');
  const folder = join(cache, name);
  if (existsSync(folder)) return;
  process.stderr.write(`Fetching what the tests need: ${name} ...\n`);
  const draft = join(cache, `${name}.${process.pid}`);
  mkdirSync(draft, { recursive: true });
  const fetch = () => run('apt-get', ['download', '-q', name], draft);
  const done = fetch() || (updateLists() && fetch());
  const [file] = done ? readdirSync(draft) : [];
  if (file !== undefined && run('dpkg-deb', ['-x', file, 'root'], draft)) {
    installPrograms(librariesOf(join(draft, file)));
    renameSync(join(draft, 'root'), folder);
  } else {
    process.stderr.write(`Cannot fetch the Debian package ${name}.\n`);
  }
  rmSync(draft, { recursive: true });
}

/** Names of the libraries that a package file depends on. */
function librariesOf(file) {
  const query = spawnSync('dpkg-deb', ['-f', file, 'Depends'], { encoding: 'utf8' });
  const names = query.stdout.split(',').map((one) => /^\s*([^\s|(]+)/.exec(one)?.[1] ?? '');
  return names.filter((one) => one.startsWith('lib'));
}

function updateLists() {
  return asRoot(['apt-get', 'update', '-q']);
}

function run(program, args, cwd) {
  return spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] }).status === 0;
}

function asRoot(command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  // RUNLEVEL=1 keeps Debian's packages from starting their services.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}
