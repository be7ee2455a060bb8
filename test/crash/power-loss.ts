import type { RecordedCall } from '#test/crash/recording.ts';

/** What a disk loses at once: parts of this size are written whole or not at all. */
const sectorBytes = 512;

/** What becomes of writes that no sync covered: all lost, all kept, or some, torn, in any order. */
export type LossMode = 'none' | 'all' | 'mixed';

export type PowerLoss = {
  /** Calls that happened. */
  readonly count: number;
  readonly mode: LossMode;
  readonly random: () => number;
  /** Names whose syncs do nothing: a planted breach. */
  readonly ignoreSync?: RegExp;
};

/** The files that a power loss after some calls leaves, and the lines of `ack` until then. */
export type DiskState = { readonly files: Map<string, Buffer>; readonly acks: readonly string[] };

class SimulatedFile {
  octets = Buffer.alloc(0);
  length = 0;
  pending: { readonly at: number; readonly call: RecordedCall }[] = [];
  linked = false;

  apply({ type, offset, data }: Pick<RecordedCall, 'type' | 'offset' | 'data'>): void {
    const end = type === 'R' ? offset : offset + data.length;
    if (end > this.octets.length) {
      const larger = Buffer.alloc(Math.max(end, this.octets.length * 2));
      this.octets.copy(larger, 0, 0, this.length);
      this.octets = larger;
    }
    if (type === 'R') this.octets.fill(0, offset);
    else data.copy(this.octets, offset);
    this.length = type === 'R' ? offset : Math.max(this.length, end);
  }

  sync(before: number): void {
    for (const { at, call } of this.pending) if (at < before) this.apply(call);
    this.pending = this.pending.filter(({ at }) => at >= before);
    this.linked = true;
  }
}

/** Plays the calls on a disk that keeps for sure only what was synced, then pulls the plug. */
export function losePower(calls: readonly RecordedCall[], loss: PowerLoss): DiskState {
  const files = new Map<string, SimulatedFile>();
  const begun = new Map<number, number>();
  let acks = '';
  for (let at = 0; at < loss.count; at++) {
    const call = calls[at];
    if (call === undefined) break;
    const { type, name, offset } = call;
    if (name === '/ack') acks += call.data.toString();
    if (name === '/ack' || /-shm$|^\/cache|^\/lock/.test(name)) continue;
    let file = files.get(name);
    if (file === undefined) files.set(name, (file = new SimulatedFile()));
    if (type === 'W' || type === 'R') file.pending.push({ at, call });
    else if (type === 'B') begun.set(offset, at);
    else if (type === 'U') files.delete(name);
    else if (type === 'E' && loss.ignoreSync?.test(name) !== true) {
      file.sync(begun.get(offset) ?? 0);
      for (const [other, one] of files) if (other.startsWith(name)) one.linked = true;
    }
  }
  const left = new Map<string, Buffer>();
  for (const [name, file] of files) {
    if (name === '/' || file.length + file.pending.length === 0) continue;
    if (!file.linked && loss.random() < 0.5) continue;
    for (const { call } of file.pending) spoil(file, call, loss);
    left.set(name, file.octets.subarray(0, file.length));
  }
  return { files: left, acks: acks.split('\n').slice(1, -1) };
}

function spoil(file: SimulatedFile, call: RecordedCall, { mode, random }: PowerLoss): void {
  if (mode === 'none') return;
  const chance = mode === 'all' ? 0 : random();
  if (chance < 0.4) file.apply(call);
  if (chance < 0.4 || chance > 0.7 || call.type !== 'W') return;
  for (let from = 0; from < call.data.length; from += sectorBytes) {
    if (random() < 0.5) continue;
    const data = call.data.subarray(from, from + sectorBytes);
    file.apply({ type: 'W', offset: call.offset + from, data });
  }
}
