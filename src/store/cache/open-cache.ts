import fs from 'node:fs';

import type { Log } from '#base/log.ts';
import { CacheWriter } from '#store/cache/cache.ts';

/** Changes with each start of the host (Linux). */
const bootIdPath = '/proc/sys/kernel/random/boot_id';

/** Opens cache.db, empty when what is there can not be trusted: it can all be made again. */
export function openCache(path: string, log: Log): CacheWriter {
  const bootId = readBootId();
  try {
    return new CacheWriter(path, bootId);
  } catch (error) {
    log.warn('Starting with an empty cache', { error });
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${path}${suffix}`, { force: true });
    return new CacheWriter(path, bootId);
  } finally {
    fs.chmodSync(path, 0o600);
  }
}

/** Elsewhere than on Linux every unclean end counts as one of the host. */
function readBootId(): string {
  try {
    return fs.readFileSync(bootIdPath, 'utf8').trim();
  } catch {
    return `process ${process.pid} ${performance.timeOrigin}`;
  }
}
