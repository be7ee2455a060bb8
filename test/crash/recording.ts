import fs from 'node:fs';

/** One call that the recorder saw; the letters are explained in recorder.c. */
export type RecordedCall = {
  readonly type: string;
  readonly name: string;
  readonly offset: number;
  readonly data: Buffer;
};

/** Octets of a record before its name. */
const headBytes = 15;

/** Reads what recorder.c wrote. */
export function readRecording(path: string): RecordedCall[] {
  const octets = fs.readFileSync(path);
  const calls: RecordedCall[] = [];
  for (let at = 0; at < octets.length;) {
    const nameEnd = at + headBytes + octets.readUInt16LE(at + 1);
    const end = nameEnd + octets.readUInt32LE(at + 11);
    calls.push({
      type: octets.toString('latin1', at, at + 1),
      name: octets.toString('latin1', at + headBytes, nameEnd),
      offset: Number(octets.readBigUInt64LE(at + 3)),
      data: octets.subarray(nameEnd, end),
    });
    at = end;
  }
  return calls;
}
