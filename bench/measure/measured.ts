import { cpuMs } from './control-group.ts';

/** What one run of some work took. */
export type Measured = { readonly wallMs: number; readonly cpuMs: number };

/** Runs the work and says what it cost the server. */
export async function measure(group: string, work: () => Promise<void>): Promise<Measured> {
  const cpu = cpuMs(group);
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, cpuMs: cpuMs(group) - cpu };
}

/** The run in the middle, by wall time. */
export async function median(runs: number, run: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  for (let count = 0; count < runs; count++) all.push(await run());
  all.sort((a, b) => a.wallMs - b.wallMs);
  const middle = all[Math.floor(all.length / 2)];
  if (middle === undefined) throw new Error('No runs');
  return middle;
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
