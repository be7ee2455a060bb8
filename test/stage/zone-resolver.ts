import type { TypeName } from '#proto/dns/codes.ts';
import { reverseName } from '#proto/dns/ip-address.ts';
import { parseName } from '#proto/dns/name.ts';
import type { DataOf, RecordData } from '#proto/dns/record-data.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';

/** Aliases followed before it counts as a loop. */
const aliasesMax = 8;

/** Records by owner name in small letters; `timeout` ends all questions that reach it in the list. */
export type ZoneData = ReadonlyMap<string, readonly (RecordData | 'timeout')[]>;

/** A resolver over zone data that a test may change meanwhile; counts its questions. */
export class ZoneResolver implements Resolver {
  readonly #zone: ZoneData;
  questions = 0;

  constructor(zone: ZoneData) {
    this.#zone = zone;
  }

  readonly a = (name: string) => this.#ask('A', name);
  readonly aaaa = (name: string) => this.#ask('AAAA', name);
  readonly caa = (name: string) => this.#ask('CAA', name);
  readonly cname = (name: string) => this.#ask('CNAME', name);
  readonly mx = (name: string) => this.#ask('MX', name);
  readonly ns = (name: string) => this.#ask('NS', name);
  readonly ptr = (address: string) => this.#ask('PTR', reverseName(address));
  readonly soa = (name: string) => this.#ask('SOA', name);
  readonly srv = (name: string) => this.#ask('SRV', name);
  readonly tlsa = (name: string) => this.#ask('TLSA', name);
  readonly txt = (name: string) => this.#ask('TXT', name);

  async #ask<T extends TypeName>(type: T, name: string): Promise<Lookup<T>> {
    this.questions++;
    let owner = await Promise.resolve(plainName(name));
    for (let aliases = 0; aliases < aliasesMax; aliases++) {
      const entries = this.#zone.get(owner);
      const facts = { ttlSeconds: 60, authenticated: false };
      if (entries === undefined) return { outcome: 'no-such-name', ...facts };
      const isAsked = (entry: RecordData | 'timeout'): entry is DataOf<T> =>
        entry !== 'timeout' && entry.type === type;
      const records = entries.filter(isAsked);
      if (records.length > 0) return { outcome: 'found', name: owner, records, ...facts };
      if (entries.includes('timeout')) return { outcome: 'timeout' };
      const alias = entries.find((entry) => typeof entry === 'object' && entry.type === 'CNAME');
      if (alias?.type !== 'CNAME') return { outcome: 'no-data', ...facts };
      owner = plainName(alias.target);
    }
    return { outcome: 'server-failure' };
  }
}

/** One character per octet, without escapes. */
function plainName(name: string): string {
  return parseName(name).join('.').toLowerCase();
}
