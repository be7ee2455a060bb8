import { SpfError } from '#core/policy/spf/spf-error.ts';
import type { TimeBudget } from '#core/policy/time-budget.ts';
import { ParseError } from '#proto/cursor.ts';
import type { TypeName } from '#proto/dns/codes.ts';
import { parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';
import { foldName } from '#proto/dns/name.ts';
import type { DataOf } from '#proto/dns/record-data.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';
import { type ClientAddress, sameNetwork } from '#proto/spf/client-address.ts';

/** Terms of one check that ask the DNS (RFC 7208 §4.6.4). */
export const lookupTermsMax = 10;

/** Questions of one check that find nothing (RFC 7208 §4.6.4). */
export const voidLookupsMax = 2;

/** Hosts of one `mx` whose addresses are asked for (RFC 7208 §4.6.4). */
export const mailServersMax = 10;

/** Names of a client that are looked at; the rest is ignored (RFC 7208 §4.6.4). */
export const clientNamesMax = 10;

export type SpfResolver = Pick<Resolver, 'a' | 'aaaa' | 'mx' | 'ptr' | 'txt'>;

type Answer<T extends TypeName> =
  | { readonly kind: 'found'; readonly records: readonly DataOf<T>[] }
  | { readonly kind: 'absent' | 'failure' };

/** Asks the DNS for one check, within its budgets. Names are as `targetName` gives them. */
export class SpfLookups {
  readonly #resolver: SpfResolver;
  readonly #client: ClientAddress;
  readonly #budget: TimeBudget;
  #terms = 0;
  #voids = 0;
  #clientNames: Promise<readonly string[]> | undefined;

  constructor(resolver: SpfResolver, client: ClientAddress, budget: TimeBudget) {
    this.#resolver = resolver;
    this.#client = client;
    this.#budget = budget;
  }

  /** Counts a term that asks the DNS. @throws {SpfError} Beyond {@link lookupTermsMax}. */
  countTerm(): void {
    if (++this.#terms > lookupTermsMax) {
      throw new SpfError('permerror', `more than ${lookupTermsMax} terms ask the DNS`);
    }
  }

  /** The texts of TXT records, or what else the question came to. Counts against nothing. */
  async texts(name: string): Promise<readonly string[] | 'absent' | 'failure'> {
    const answer = await this.#ask(() => this.#resolver.txt(name));
    if (answer.kind === 'failure') return 'failure';
    return answer.kind === 'found'
      ? answer.records.map(({ strings }) => strings.join(''))
      : 'absent';
  }

  /** Whether the name has an address of IPv4, whatever the client's is (RFC 7208 §5.7). */
  async exists(name: string): Promise<boolean> {
    const answer = await this.#ask(() => this.#resolver.a(name));
    return this.#counted(answer, name).length > 0;
  }

  /** Whether an address of the name is in one network with the client's. @throws {SpfError} */
  async matches(name: string, bits: number): Promise<boolean> {
    const answer = await this.#addresses(name);
    return this.#counted(answer, name).some((octets) =>
      sameNetwork(octets, this.#client.octets, bits),
    );
  }

  /** Hosts that take the name's mail; a null MX names none. @throws {SpfError} */
  async mailServers(name: string): Promise<readonly string[]> {
    const answer = await this.#ask(() => this.#resolver.mx(name));
    const records = this.#counted(answer, name);
    if (records.length > mailServersMax) {
      throw new SpfError('permerror', `more than ${mailServersMax} mail servers`);
    }
    return records.map(({ exchange }) => exchange).filter((host) => host !== '' && host !== '.');
  }

  /**
   * Names of the client that lead back to its address, in small letters (RFC 7208 §5.5). Asked for
   * once; without any when the DNS fails.
   *
   * @throws {SpfError} When nothing is found once too often, or `macro` is one term too many.
   */
  clientNames(asked: 'term' | 'macro' | 'explanation'): Promise<readonly string[]> {
    if (this.#clientNames === undefined && asked === 'macro') this.countTerm();
    this.#clientNames ??= this.#findClientNames(asked);
    return this.#clientNames;
  }

  async #findClientNames(asked: 'term' | 'macro' | 'explanation'): Promise<readonly string[]> {
    const answer = await this.#ask(() => this.#resolver.ptr(this.#client.readable));
    if (answer.kind !== 'found') {
      if (answer.kind !== 'failure' && asked === 'term') this.#countVoid();
      return [];
    }
    const names: string[] = [];
    for (const { target } of answer.records.slice(0, clientNamesMax)) {
      const addresses = await this.#addresses(target);
      if (addresses.kind !== 'found') continue;
      const { octets } = this.#client;
      const back = addresses.records.some((found) => sameNetwork(found, octets, octets.length * 8));
      if (back) names.push(foldName(target));
    }
    return names;
  }

  /** Addresses of the client's kind (RFC 7208 §5). */
  async #addresses(
    name: string,
  ): Promise<{ readonly kind: 'found'; readonly records: readonly Uint8Array[] } | NotFound> {
    if (this.#client.octets.length === 4) {
      const answer = await this.#ask(() => this.#resolver.a(name));
      if (answer.kind !== 'found') return { kind: answer.kind };
      return { kind: 'found', records: answer.records.map(({ address }) => parseIpv4(address)) };
    }
    const answer = await this.#ask(() => this.#resolver.aaaa(name));
    if (answer.kind !== 'found') return { kind: answer.kind };
    return { kind: 'found', records: answer.records.map(({ address }) => parseIpv6(address)) };
  }

  /** The records of an answer to a term's question (RFC 7208 §4.6.4, §5). @throws {SpfError} */
  #counted<R>(
    answer: { readonly kind: 'found'; readonly records: readonly R[] } | NotFound,
    name: string,
  ): readonly R[] {
    if (answer.kind === 'found') return answer.records;
    if (answer.kind === 'failure') throw new SpfError('temperror', `no answer about ${name}`);
    this.#countVoid();
    return [];
  }

  #countVoid(): void {
    if (++this.#voids > voidLookupsMax) {
      throw new SpfError('permerror', `more than ${voidLookupsMax} questions found nothing`);
    }
  }

  async #ask<T extends TypeName>(question: () => Promise<Lookup<T>>): Promise<Answer<T>> {
    try {
      const lookup = await this.#budget.within<Lookup<T>>(question(), () => timeout);
      if (lookup.outcome === 'found') return { kind: 'found', records: lookup.records };
      const absent = lookup.outcome === 'no-such-name' || lookup.outcome === 'no-data';
      return { kind: absent ? 'absent' : 'failure' };
    } catch (error) {
      if (error instanceof ParseError) return { kind: 'absent' }; // No name at all.
      throw error;
    }
  }
}

const timeout = { outcome: 'timeout' } as const;

type NotFound = { readonly kind: 'absent' | 'failure' };
