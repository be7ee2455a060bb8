import { existsSync, mkdirSync, readFileSync } from 'node:fs';

/** Version 1 keeps accounting in a tree of its own; version 2 has one tree. */
const roots = ['/sys/fs/cgroup/cpuacct', '/sys/fs/cgroup'];

/** Makes the group (needs root) and returns its folder. */
export function makeControlGroup(name: string): string {
  const root = roots.find((folder) => existsSync(`${folder}/cgroup.procs`));
  if (root === undefined) throw new Error('No control groups here: CPU time cannot be measured');
  const folder = `${root}/${name}`;
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A command that runs `command` with all its children inside the group. */
export function inControlGroup(folder: string, command: readonly string[]): string[] {
  return ['sh', '-c', `echo $$ > ${folder}/cgroup.procs; exec "$@"`, 'sh', ...command];
}

/** Milliseconds of CPU (user and system) that the group has used so far. */
export function cpuMs(folder: string): number {
  const usage = `${folder}/cpuacct.usage`;
  if (existsSync(usage)) return Number(readFileSync(usage, 'utf8')) / 1e6;
  const match = /usage_usec (\d+)/.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'));
  return Number(match?.[1] ?? 0) / 1e3;
}

/** KiB of memory that the group's processes hold (proportional set size). */
export function memoryKib(folder: string): number {
  let total = 0;
  for (const pid of readFileSync(`${folder}/cgroup.procs`, 'utf8').split('\n')) {
    if (pid === '') continue;
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      total += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // The process ended between the listing and the look.
    }
  }
  return total;
}
