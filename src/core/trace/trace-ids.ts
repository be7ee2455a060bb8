import { type Random, systemRandom } from '#base/random.ts';

/** Octets that tell one process's ids from another's. */
const prefixOctets = 6;

/** Makes the ids under which messages are known in Received fields, replies, logs and traces. */
export class TraceIds {
  readonly #prefix: string;
  #count = 0;

  constructor(random: Random = systemRandom) {
    this.#prefix = Buffer.from(random.bytes(prefixOctets)).toString('hex');
  }

  /** Unique over all processes; not a secret. */
  next(): string {
    return `${this.#prefix}${(this.#count++).toString(36).padStart(4, '0')}`;
  }
}
