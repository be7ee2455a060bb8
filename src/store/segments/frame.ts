import { crc32 } from 'node:zlib';

/** Octets of a frame's head, before the body (docs/internals/segments.md). */
export const frameHeadBytes = 80;

/** Octets at the start of a segment file, before the first frame. */
export const segmentHeadBytes = 64;

/** How a frame's octets are coded: 0 is as received. Others are reserved. */
export const codecStored = 0;

const frameMagic = 0x424c4250; // "PBLB", little endian.
const segmentMagic = 0x47455350; // "PSEG", little endian.
const formatVersion = 1;

/** What a frame's head says of its body. */
export type FrameHead = {
  readonly blobId: number;
  readonly storedLength: number;
  readonly length: number;
  readonly crc32: number;
  readonly sha256: Uint8Array;
};

/** Writes a frame's head. */
export function encodeFrameHead(head: FrameHead): Uint8Array {
  const octets = Buffer.alloc(frameHeadBytes);
  octets.writeUInt32LE(frameMagic, 0);
  octets.writeUInt8(formatVersion, 4);
  octets.writeUInt8(codecStored, 5);
  writeInteger(octets, head.blobId, 8);
  writeInteger(octets, head.storedLength, 24);
  writeInteger(octets, head.length, 32);
  octets.writeUInt32LE(head.crc32, 40);
  octets.set(head.sha256, 44);
  octets.writeUInt32LE(crc32(octets.subarray(0, 76)), 76);
  return octets;
}

/** Reads a frame's head; undefined when these octets are none, or are damaged. */
export function decodeFrameHead(octets: Uint8Array): FrameHead | undefined {
  if (octets.length < frameHeadBytes) return undefined;
  const view = Buffer.from(octets.buffer, octets.byteOffset, frameHeadBytes);
  if (view.readUInt32LE(0) !== frameMagic) return undefined;
  if (view.readUInt32LE(76) !== crc32(view.subarray(0, 76))) return undefined;
  if (view.readUInt8(4) !== formatVersion || view.readUInt8(5) !== codecStored) return undefined;
  return {
    blobId: readInteger(view, 8),
    storedLength: readInteger(view, 24),
    length: readInteger(view, 32),
    crc32: view.readUInt32LE(40),
    sha256: Uint8Array.from(view.subarray(44, 76)),
  };
}

/** Writes a segment file's head. */
export function encodeSegmentHead(segment: number): Uint8Array {
  const octets = Buffer.alloc(segmentHeadBytes);
  octets.writeUInt32LE(segmentMagic, 0);
  octets.writeUInt8(formatVersion, 4);
  writeInteger(octets, segment, 8);
  octets.writeUInt32LE(crc32(octets.subarray(0, 60)), 60);
  return octets;
}

/** True when these octets are the head of that segment. */
export function isSegmentHead(octets: Uint8Array, segment: number): boolean {
  return Buffer.compare(octets, encodeSegmentHead(segment)) === 0;
}

/** Writes a safe integer as 64 bits, little endian. */
function writeInteger(octets: Buffer, value: number, at: number): void {
  octets.writeUInt32LE(value % 0x1_0000_0000, at);
  octets.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}

function readInteger(octets: Buffer, at: number): number {
  return octets.readUInt32LE(at) + octets.readUInt32LE(at + 4) * 0x1_0000_0000;
}
