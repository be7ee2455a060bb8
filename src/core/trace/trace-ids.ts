import { type Random, systemRandom } from '#base/random.ts';

/**
 * Octets that tell one process's ids from another's: of 3,000 starts in the 30 days of a trace, two are
 * alike once in 250,000 times, and then their counters would have to be, too. Ours.
 */
const prefixOctets = 5;

/** Characters of the prefix, each one of 36: ids stand in every trace, twice. */
const prefixLength = 8;

/** Makes the ids under which messages are known in Received fields, replies, logs and traces. */
export class TraceIds {
  readonly #prefix: string;
  #count = 0;

  constructor(random: Random = systemRandom) {
    const number = Buffer.from(random.bytes(prefixOctets)).readUIntBE(0, prefixOctets);
    this.#prefix = number.toString(36).padStart(prefixLength, '0');
  }

  /** Unique over all processes; not a secret. */
  next(): string {
    return `${this.#prefix}${(this.#count++).toString(36).padStart(4, '0')}`;
  }
}
