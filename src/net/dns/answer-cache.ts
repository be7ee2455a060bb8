import type { Clock } from '#base/clock.ts';
import type { ResolverLimits } from '#net/dns/resolver-limits.ts';
import type { Absence, Failure } from '#proto/dns/resolver.ts';
import type { RecordData } from '#proto/dns/record-data.ts';

/** What a question came to, of whatever type. */
export type Answer =
  | {
      readonly outcome: 'found';
      readonly name: string;
      readonly data: readonly RecordData[];
      readonly ttlSeconds: number;
      readonly authenticated: boolean;
    }
  | Absence
  | Failure;

type Entry = { readonly answer: Answer; readonly until: number; readonly octets: number };

/** Octets of an entry beside its message: key, objects and the map's share. An estimate. */
const entryOctets = 512;

const msPerSecond = 1_000;

/** Answers for as long as they hold; absences (RFC 2308 §5) and failures (RFC 9520 §3.2) too. */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #limits: ResolverLimits;
  /** The entry unused longest comes first. */
  readonly #entries = new Map<string, Entry>();
  #octets = 0;

  constructor(clock: Clock, limits: ResolverLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** The answer with the time that it still has to live. */
  get(key: string): Answer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const leftMs = entry.until - this.#clock.elapsed();
    this.#drop(key, entry);
    if (leftMs <= 0) return undefined;
    this.#add(key, entry);
    const { answer } = entry;
    return 'ttlSeconds' in answer
      ? { ...answer, ttlSeconds: Math.ceil(leftMs / msPerSecond) }
      : answer;
  }

  /**
   * Keeps an answer, as long as the limits allow.
   *
   * @param octets Of the messages that it was made from.
   * @returns The answer with the time to live that counts.
   */
  put(key: string, answer: Answer, octets: number): Answer {
    const believed = this.#clamp(answer);
    const ms =
      'ttlSeconds' in believed ? believed.ttlSeconds * msPerSecond : this.#limits.failureMs;
    if (ms <= 0 || believed.outcome === 'overload') return believed;
    const before = this.#entries.get(key);
    if (before !== undefined) this.#drop(key, before);
    const until = this.#clock.elapsed() + ms;
    this.#add(key, { answer: believed, until, octets: octets + entryOctets });
    this.#shrink();
    return believed;
  }

  #clamp(answer: Answer): Answer {
    if (!('ttlSeconds' in answer)) return answer;
    const { ttlSecondsMax, absenceSecondsMax } = this.#limits;
    const secondsMax = answer.outcome === 'found' ? ttlSecondsMax : absenceSecondsMax;
    return { ...answer, ttlSeconds: Math.min(answer.ttlSeconds, secondsMax) };
  }

  #shrink(): void {
    for (const [key, entry] of this.#entries) {
      const { cacheEntriesMax, cacheOctetsMax } = this.#limits;
      if (this.#entries.size <= cacheEntriesMax && this.#octets <= cacheOctetsMax) return;
      this.#drop(key, entry);
    }
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#octets += entry.octets;
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#octets -= entry.octets;
  }
}
