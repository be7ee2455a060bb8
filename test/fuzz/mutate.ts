import type { SeededRandom } from './random.ts';

/** Octets that an input may grow to; parsers have their own, larger limits to be met by repeating. */
const inputOctetsMax = 64 * 1024;

/** Numbers at which arithmetic breaks. */
const boundaryNumbers = ['0', '-1', '1', '4294967295', '4294967296', '9007199254740993', '1e999'];

/** Octets with a meaning in text protocols. */
const boundaryOctets = [
  0, 9, 10, 13, 32, 34, 40, 41, 42, 44, 46, 58, 60, 62, 92, 123, 125, 127, 255,
];

type Mutator = (input: Buffer, random: SeededRandom, others: Others) => Buffer;

/** What may be put into an input: other inputs, and words of the protocol. */
export type Others = { readonly corpus: readonly Buffer[]; readonly words: readonly string[] };

const mutators: readonly Mutator[] = [
  flipBit,
  placeOctet,
  removeRange,
  repeatRange,
  insertWord,
  insertNumber,
  splice,
  breakLineEnd,
];

/** A relative of `input`: one to eight changes, sized as the random source says. */
export function mutate(input: Buffer, random: SeededRandom, others: Others): Buffer {
  let mutated = input;
  const changes = 1 + random.below(8);
  for (let change = 0; change < changes; change++) {
    const mutator = mutators[random.below(mutators.length)] ?? flipBit;
    mutated = mutator(mutated, random, others);
  }
  return mutated.subarray(0, inputOctetsMax);
}

function flipBit(input: Buffer, random: SeededRandom): Buffer {
  if (input.length === 0) return input;
  const copy = Buffer.from(input);
  const at = random.below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

function placeOctet(input: Buffer, random: SeededRandom): Buffer {
  const octet = Buffer.from([boundaryOctets[random.below(boundaryOctets.length)] ?? 0]);
  return insertAt(input, random, octet);
}

function removeRange(input: Buffer, random: SeededRandom): Buffer {
  const start = random.below(input.length + 1);
  const length = random.below(Math.min(64, input.length - start) + 1);
  return Buffer.concat([input.subarray(0, start), input.subarray(start + length)]);
}

function repeatRange(input: Buffer, random: SeededRandom): Buffer {
  const start = random.below(input.length + 1);
  const piece = input.subarray(start, start + 1 + random.below(32));
  const times = 1 << random.below(10);
  return insertAt(input, random, Buffer.concat(Array.from({ length: times }, () => piece)));
}

function insertWord(input: Buffer, random: SeededRandom, others: Others): Buffer {
  return insertAt(input, random, Buffer.from(random.pick(others.words) ?? '', 'latin1'));
}

function insertNumber(input: Buffer, random: SeededRandom): Buffer {
  return insertAt(input, random, Buffer.from(random.pick(boundaryNumbers) ?? '0'));
}

function splice(input: Buffer, random: SeededRandom, others: Others): Buffer {
  const other = random.pick(others.corpus) ?? input;
  const head = input.subarray(0, random.below(input.length + 1));
  return Buffer.concat([head, other.subarray(random.below(other.length + 1))]);
}

/** Makes one CRLF a bare CR or a bare LF: the stuff that smuggling is made of. */
function breakLineEnd(input: Buffer, random: SeededRandom): Buffer {
  const from = random.below(input.length + 1);
  const at = input.indexOf('\r\n', from);
  if (at < 0) return input;
  const keep = random.below(2) === 0 ? '\r' : '\n';
  return Buffer.concat([input.subarray(0, at), Buffer.from(keep), input.subarray(at + 2)]);
}

function insertAt(input: Buffer, random: SeededRandom, piece: Buffer): Buffer {
  const at = random.below(input.length + 1);
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)]);
}
