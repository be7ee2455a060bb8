import { correctionOf } from '#proto/qr/reed-solomon.ts';

/** Versions there are (ISO/IEC 18004 §5.3.1). */
export const versionMax = 40;

/** Octets of correction in a block, by version from 1 on, for level M (ISO/IEC 18004 table 9). */
const correctionOctets = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];

/** Blocks, by version from 1 on, for level M (ISO/IEC 18004 table 9). */
const blockCounts = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26,
  28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];

/** The mode indicator of octets (ISO/IEC 18004 table 2). */
const octetMode = 0b0100;

/** The first version whose count of octets takes 16 bits instead of 8 (ISO/IEC 18004 table 3). */
const longCountVersion = 10;

/** Octets that fill what is left, in turn (ISO/IEC 18004 §7.4.10). */
const padding = [0xec, 0x11] as const;

/** The smallest version that holds so many octets. @throws {RangeError} */
export function versionFor(octets: number): number {
  for (let version = 1; version <= versionMax; version++) {
    if (octets <= roomOf(version)) return version;
  }
  throw new RangeError(`A QR code holds ${roomOf(versionMax)} octets, not ${octets}`);
}

/** All octets of a code in the order in which they are drawn (ISO/IEC 18004 §7.4, §7.6). */
export function codewordsOf(octets: Uint8Array, version: number): Uint8Array {
  const data = dataOf(octets, version);
  const blocks = blockCounts[version - 1] ?? 1;
  const correction = correctionOctets[version - 1] ?? 0;
  const shortLength = Math.floor(data.length / blocks);
  const longFrom = blocks - (data.length % blocks);
  const parts = Array.from({ length: blocks }, (_, index) => {
    const start = index * shortLength + Math.max(0, index - longFrom);
    return data.subarray(start, start + shortLength + (index >= longFrom ? 1 : 0));
  });
  const corrections = parts.map((part) => correctionOf(part, correction));
  return Uint8Array.from([
    ...interleaved(parts, shortLength + 1),
    ...interleaved(corrections, correction),
  ]);
}

/** Modules that hold octets: all but the patterns (ISO/IEC 18004 table 1). */
function dataModulesOf(version: number): number {
  const side = 17 + 4 * version;
  const alignments = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = version === 1 ? 0 : (alignments ** 2 - 3) * 25 - (alignments - 2) * 10;
  const versionInformation = version < 7 ? 0 : 36;
  return side ** 2 - 3 * 64 - 2 * (side - 16) - 31 - alignment - versionInformation;
}

function dataOctetsOf(version: number): number {
  const correction = (correctionOctets[version - 1] ?? 0) * (blockCounts[version - 1] ?? 0);
  return Math.floor(dataModulesOf(version) / 8) - correction;
}

function roomOf(version: number): number {
  return dataOctetsOf(version) - (version < longCountVersion ? 2 : 3);
}

/** Mode, count, the octets, four bits of nothing, padding: everything half an octet later. */
function dataOf(octets: Uint8Array, version: number): Uint8Array {
  const { length } = octets;
  const count = version < longCountVersion ? [length] : [length >> 8, length & 0xff];
  const whole = [...count, ...octets];
  const data = new Uint8Array(dataOctetsOf(version));
  let before: number = octetMode;
  for (const [at, octet] of whole.entries()) {
    data[at] = (before << 4) | (octet >> 4);
    before = octet & 0x0f;
  }
  data[whole.length] = before << 4;
  for (let at = whole.length + 1; at < data.length; at++) {
    data[at] = padding[(at - whole.length - 1) % 2] ?? 0;
  }
  return data;
}

function interleaved(parts: readonly Uint8Array[], longest: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < longest; at++) {
    for (const part of parts) {
      const octet = part[at];
      if (octet !== undefined) result.push(octet);
    }
  }
  return result;
}
