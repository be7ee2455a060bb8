import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mutate } from './mutate.ts';
import { SeededRandom } from './random.ts';
import type { FuzzTarget } from './target.ts';

/** Milliseconds that one input may take; more is a hang or a bomb. */
const inputMsMax = 2000;

/** Attempts at making a failing input smaller. */
const shrinkTriesMax = 2000;

/** Inputs kept to mutate further beside the corpus. */
const poolMax = 256;

export type FuzzResult = { readonly executions: number; readonly failure?: FuzzFailure };

export type FuzzFailure = { readonly error: unknown; readonly file: string };

/** Feeds mutated inputs to the target for `ms` milliseconds, or until it fails. */
export async function fuzz(target: FuzzTarget, seed: number, ms: number): Promise<FuzzResult> {
  const random = new SeededRandom(seed);
  const pool = corpusOf(target);
  const others = { corpus: pool, words: target.words };
  const end = performance.now() + ms;
  let executions = 0;
  while (executions < pool.length || performance.now() < end) {
    const seedInput = pool[executions];
    const parent = random.pick(pool) ?? Buffer.alloc(0);
    const input = seedInput ?? mutate(parent, random, others);
    const error = await failureOf(target, input);
    executions += 1;
    if (error !== undefined) {
      return { executions, failure: { error, file: await keep(target, input) } };
    }
    if (random.below(50) === 0 && pool.length < poolMax) pool.push(input);
  }
  return { executions };
}

/** What went wrong with this input, if anything did. */
async function failureOf(target: FuzzTarget, input: Buffer): Promise<unknown> {
  const start = performance.now();
  let watch: NodeJS.Timeout | undefined;
  try {
    const running = target.run(Uint8Array.from(input));
    if (running !== undefined) {
      const hang = new Promise<never>((_, reject) => {
        watch = setTimeout(() => reject(new Error(`No end after ${inputMsMax} ms`)), inputMsMax);
      });
      await Promise.race([running, hang]);
    }
  } catch (error) {
    return error ?? new Error('Threw nothing in particular');
  } finally {
    clearTimeout(watch);
  }
  const took = performance.now() - start;
  return took > inputMsMax ? new Error(`Took ${Math.round(took)} ms`) : undefined;
}

/** Makes the input smaller while it still fails, and writes it to a file. */
async function keep(target: FuzzTarget, input: Buffer): Promise<string> {
  let small = input;
  let tries = 0;
  for (let size = small.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < small.length && tries < shrinkTriesMax; tries++) {
      const shorter = Buffer.concat([small.subarray(0, at), small.subarray(at + size)]);
      if ((await failureOf(target, shorter)) === undefined) at += size;
      else small = shorter;
    }
  }
  const folder = join(tmpdir(), 'postamt-fuzz');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${target.name}-${process.pid}.bin`);
  writeFileSync(file, small);
  return file;
}

function corpusOf(target: FuzzTarget): Buffer[] {
  const folder = join(import.meta.dirname, 'corpus', target.name);
  const files = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return [
    ...target.seeds.map((text) => Buffer.from(text, 'latin1')),
    ...files.map((file) => readFileSync(join(folder, file))),
  ];
}
