// Builds web/dist when a source under web/ is newer than it. Plain JavaScript like its neighbours.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { environment, node, root } from './prepare.js';

const web = join(root, 'web');
const dist = join(web, 'dist');
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');

/** Written when a build is whole; its time is when the build began. */
const stamp = join(dist, '.stamp');

/** Time for one build, in milliseconds: it takes a second or two. */
const buildMsMax = 120_000;

/** Builds what browsers get when it is stale; ends the process when that fails. */
export function buildWeb() {
  // A package for production brings web/dist and no Vite.
  if (!existsSync(vite) || !isStale()) return;
  const draft = `${dist}.${process.pid}`;
  const began = new Date();
  const done = spawnSync(node, [vite, 'build', '--logLevel', 'warn', join(root, 'web')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...environment(), POSTAMT_WEB_OUT: draft },
    timeout: buildMsMax,
  });
  if (done.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    process.stderr.write(`Cannot build web/: ${done.error?.message ?? 'see above'}\n`);
    process.exit(1);
  }
  writeFileSync(join(draft, '.stamp'), '');
  utimesSync(join(draft, '.stamp'), began, began);
  replaceDist(draft);
}

/** Swaps the folders: whoever reads files meanwhile finds the old ones or the new ones. */
function replaceDist(draft) {
  const old = `${draft}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  try {
    renameSync(draft, dist);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // Another build was faster.
  }
  rmSync(old, { recursive: true, force: true });
}

function isStale() {
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  const watched = [web, join(root, 'package-lock.json')];
  return watched.some((path) => newest(path) > built);
}

/** Time of the youngest file in a folder or of a file; what is built and what tests it aside. */
function newest(path) {
  if (path === dist || path.startsWith(`${dist}.`) || path.endsWith('.test.ts')) return 0;
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
