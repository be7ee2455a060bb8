import type { Clock } from '#base/clock.ts';
import { ConnectionEnd } from '#net/connection.ts';

/** Octets of a message that are handed over before it is looked at the time. Ours. */
export const blockOctetsMax = 65_536;

/** Milliseconds that a message may take whatever its size. Ours. */
export const transferMsMin = 600_000;

/** Octets of a message per second that a server has to take beyond that time. Ours; Postfix asks for 500. */
export const octetsPerSecondMin = 1_000;

/** Holds a server to a pace: one that takes an octet now and then would keep a connection for ever. */
export class Pace {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #began: number;
  #octets = 0;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
    this.#began = clock.elapsed();
  }

  /** So many octets more are taken. @throws {ConnectionEnd} `idle` when that took too long. */
  keep(octets: number): void {
    this.#octets += octets;
    const msMax = transferMsMin + (this.#octets / octetsPerSecondMin) * 1_000;
    if (this.#clock.elapsed() - this.#began > msMax) throw new ConnectionEnd('idle');
  }
}

/** The octets in parts of {@link blockOctetsMax}, uncopied. */
export function* blocksOf(octets: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < octets.length; at += blockOctetsMax) {
    yield octets.subarray(at, at + blockOctetsMax);
  }
}
