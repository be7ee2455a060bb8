import type { TypeName } from '#proto/dns/codes.ts';
import type { DataOf } from '#proto/dns/record-data.ts';

/**
 * What asking for the records of one name and type came to.
 *
 * - `found`: at least one record; `name` is where they lie, after all aliases, in small letters.
 * - `no-such-name`: the name does not exist (NXDOMAIN). `no-data`: it does, without such records.
 * - `server-failure`: the servers answered, but could not say (SERVFAIL, REFUSED, alias loops).
 *   With a validating upstream, forged and badly signed data end here.
 * - `timeout`: no server could be reached or answered in time.
 * - `overload`: too many questions at once; nothing was asked.
 *
 * The first three are facts that stay true for `ttlSeconds`; after the others, ask again later.
 */
export type Lookup<T extends TypeName> =
  | {
      readonly outcome: 'found';
      readonly name: string;
      readonly records: readonly DataOf<T>[];
      readonly ttlSeconds: number;
      /** Validated by DNSSEC: the AD bit, believed only from an upstream on loopback. */
      readonly authenticated: boolean;
    }
  | Absence
  | Failure;

export type Absence = {
  readonly outcome: 'no-such-name' | 'no-data';
  readonly ttlSeconds: number;
  readonly authenticated: boolean;
};

export type Failure = { readonly outcome: 'server-failure' | 'timeout' | 'overload' };

/**
 * Asks the DNS; one method per type. Aliases (CNAME) are followed.
 *
 * All reject with ParseError when the text is no name, or for `ptr` no address.
 */
export interface Resolver {
  a(name: string): Promise<Lookup<'A'>>;
  aaaa(name: string): Promise<Lookup<'AAAA'>>;
  caa(name: string): Promise<Lookup<'CAA'>>;
  cname(name: string): Promise<Lookup<'CNAME'>>;
  mx(name: string): Promise<Lookup<'MX'>>;
  ns(name: string): Promise<Lookup<'NS'>>;
  /** @param address IPv4 or IPv6. */
  ptr(address: string): Promise<Lookup<'PTR'>>;
  soa(name: string): Promise<Lookup<'SOA'>>;
  srv(name: string): Promise<Lookup<'SRV'>>;
  tlsa(name: string): Promise<Lookup<'TLSA'>>;
  txt(name: string): Promise<Lookup<'TXT'>>;
}
