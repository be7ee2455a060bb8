import { randomBytes } from 'node:crypto';

/** The only source of chance; tests pass a seeded one. */
export interface Random {
  /** `count` octets fit for secrets. */
  bytes(count: number): Uint8Array;
}

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
