import type { Resolver } from '#proto/dns/resolver.ts';
import { type TlsaRecord, usableTlsa } from '#proto/dane/tlsa.ts';

/** What DANE says of a mail server. */
export type DaneFinding =
  /** It has no part in DANE, for this reason. */
  | { readonly kind: 'none'; readonly why: string }
  /** Somebody may be in the way: the server must not be used now (RFC 7672 §2.1.2). */
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'records';
      /** Where the records lie; said in SNI (RFC 7672 §2.2.3). */
      readonly base: string;
      /** All that are there. */
      readonly records: readonly TlsaRecord[];
      /** Any of them can be used; otherwise TLS must be, unverified (RFC 7672 §2.2). */
      readonly usable: boolean;
      /** What a certificate under a trust anchor may be for (RFC 7672 §3.2.2). */
      readonly names: readonly string[];
    };

export type DaneResolver = Pick<Resolver, 'mx' | 'a' | 'aaaa' | 'cname' | 'tlsa'>;

type Server = {
  readonly domain: string;
  readonly host: string;
  /** The MX records that named it were validated. */
  readonly authenticated: boolean;
};

/**
 * Looks up the TLSA records of a mail server, where the DNS up to them was validated (RFC 7672
 * §2.2).
 */
export async function findDane(resolver: DaneResolver, server: Server): Promise<DaneFinding> {
  const { domain, host, authenticated } = server;
  if (!authenticated) return { kind: 'none', why: 'The MX records are not validated by DNSSEC' };
  const bases = await baseNames(resolver, host);
  if ('kind' in bases) return bases;
  for (const base of bases) {
    const name = `_25._tcp.${base}`;
    const answer = await resolver.tlsa(name);
    switch (answer.outcome) {
      case 'found':
        if (!answer.authenticated) continue;
        return {
          kind: 'records',
          base,
          records: answer.records,
          usable: usableTlsa(answer.records).length > 0,
          names: await referenceNames(resolver, { base, domain }),
        };
      case 'no-such-name':
      case 'no-data':
        continue;
      case 'server-failure':
      case 'timeout':
      case 'overload':
        return { kind: 'failed', why: `The TLSA records of ${base} could not be looked up` };
    }
  }
  return { kind: 'none', why: `${host} has no TLSA records` };
}

/**
 * Names under which TLSA records may lie: where the aliases lead when all is validated, then the
 * name itself (RFC 7672 §2.2.2).
 */
async function baseNames(
  resolver: DaneResolver,
  host: string,
): Promise<readonly string[] | DaneFinding> {
  const answers = await Promise.all([resolver.a(host), resolver.aaaa(host)]);
  const found = answers.filter((answer) => answer.outcome === 'found');
  const [first] = found;
  if (first === undefined) {
    return { kind: 'failed', why: `The addresses of ${host} could not be looked up` };
  }
  const secure = found.find(({ authenticated }) => authenticated);
  if (secure !== undefined) return [...new Set([secure.name, host])];
  const none = {
    kind: 'none',
    why: `The addresses of ${host} are not validated by DNSSEC`,
  } as const;
  if (first.name === host) return none;
  // The alias itself may lie in a zone that is signed.
  const alias = await resolver.cname(host);
  if (alias.outcome === 'found') return alias.authenticated ? [host] : none;
  if (alias.outcome === 'no-data' || alias.outcome === 'no-such-name') return none;
  return { kind: 'failed', why: `The alias ${host} could not be looked up` };
}

/** The server's name, and those of the domain whose mail it takes (RFC 7672 §3.2.2). */
async function referenceNames(
  resolver: DaneResolver,
  { base, domain }: { readonly base: string; readonly domain: string },
): Promise<readonly string[]> {
  const mx = await resolver.mx(domain); // From the cache.
  const expanded = mx.outcome === 'found' && mx.authenticated ? [mx.name] : [];
  return [...new Set([base, domain, ...expanded])];
}
