import type { Random } from '#base/random.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';
import type { ServerReply } from '#proto/smtp/reply-reader.ts';
import { foldName, rootName } from '#proto/dns/name.ts';

/** Mail servers of one domain that are looked at; the rest is never needed. Our choice. */
export const hostsMax = 20;

/** Addresses of one mail server that are tried. Our choice. */
export const addressesMax = 8;

/** Why nobody can be asked to take mail of a domain. */
export type RouteFailure = {
  readonly kind: 'failed' | 'deferred';
  /** What a server said, or would have said: `550 5.1.2 …`. */
  readonly answer: ServerReply;
  /** The server that said it or was tried, as `mx.example.net [192.0.2.1]`. */
  readonly server?: string | undefined;
  /** A server said it. */
  readonly answered?: boolean;
  /** How the line was protected. */
  readonly tls?: string | undefined;
  /** The TLS policy of the domain forbids the server. */
  readonly untrusted?: boolean;
};

/** Where mail of a domain goes: names of servers, the best first. */
export type Route =
  | {
      readonly kind: 'hosts';
      readonly hosts: readonly string[];
      /** The answer was validated (AD): what DANE asks for first (RFC 7672 §2.2.1). */
      readonly authenticated: boolean;
    }
  /** A domain that is an address (RFC 5321 §4.1.3). */
  | { readonly kind: 'address'; readonly address: string }
  | RouteFailure;

/**
 * Finds the servers that take mail of a domain (RFC 5321 §5.1): its MX records by preference, those
 * of the same preference in any order; without any the domain itself.
 */
export async function findRoute(
  resolver: Pick<Resolver, 'mx'>,
  domain: string,
  { random, hostName: ownName }: { readonly random: Random; readonly hostName: string },
): Promise<Route> {
  const [, literal] = /^\[(?:IPv6:)?([\da-f.:]+)\]$/i.exec(domain) ?? [];
  if (literal !== undefined) return { kind: 'address', address: literal };
  const answer = await resolver.mx(domain);
  if (answer.outcome === 'no-data') {
    return { kind: 'hosts', hosts: [domain], authenticated: answer.authenticated };
  }
  if (answer.outcome === 'no-such-name') {
    return failed(550, '5.1.2', `The domain "${domain}" does not exist`);
  }
  if (answer.outcome !== 'found') return unknown(domain, answer.outcome);
  // RFC 7505 §3: a single "." says that the domain takes no mail.
  const named = answer.records.filter(({ exchange }) => exchange !== rootName);
  if (named.length === 0) {
    return failed(556, '5.1.10', `The domain "${domain}" takes no mail`);
  }
  // RFC 5321 §5.1: what is not preferred to ourselves would come back to us.
  const own = named.find(({ exchange }) => foldName(exchange) === foldName(ownName));
  const better = named.filter(({ preference }) => preference < (own?.preference ?? Infinity));
  if (better.length === 0) {
    return failed(554, '5.4.6', `Mail for "${domain}" is to come here, but is not taken here`);
  }
  const drawn = better.map(({ preference, exchange }) => {
    const [chance = 0] = random.bytes(1);
    return { preference, exchange, chance };
  });
  drawn.sort((one, other) => one.preference - other.preference || one.chance - other.chance);
  const hosts = drawn.slice(0, hostsMax).map(({ exchange }) => exchange.toLowerCase());
  return { kind: 'hosts', hosts, authenticated: answer.authenticated };
}

/** Addresses of a mail server: IPv6 and IPv4 by turns, IPv6 first (RFC 5321 §5.2, RFC 8305 §4). */
export async function findAddresses(
  resolver: Pick<Resolver, 'a' | 'aaaa'>,
  host: string,
): Promise<readonly string[] | RouteFailure> {
  const [four, six] = await Promise.all([resolver.a(host), resolver.aaaa(host)]);
  const turns = [addressesOf(six), addressesOf(four)] as const;
  const found: string[] = [];
  for (let index = 0; index < Math.max(...turns.map(({ length }) => length)); index++) {
    for (const list of turns) {
      const address = list[index];
      if (address !== undefined && found.length < addressesMax) found.push(address);
    }
  }
  if (found.length > 0) return found;
  for (const { outcome } of [four, six]) if (isUnknown(outcome)) return unknown(host, outcome);
  return failed(550, '5.4.4', `The mail server "${host}" has no address`);
}

function addressesOf(answer: Lookup<'A'> | Lookup<'AAAA'>): readonly string[] {
  return answer.outcome === 'found' ? answer.records.map(({ address }) => address) : [];
}

type Unknown = 'server-failure' | 'timeout' | 'overload';

function isUnknown(outcome: Lookup<'A'>['outcome']): outcome is Unknown {
  return outcome === 'server-failure' || outcome === 'timeout' || outcome === 'overload';
}

function unknown(name: string, outcome: Unknown): RouteFailure {
  const why = {
    'server-failure': 'the name servers could not say',
    timeout: 'no name server answered',
    overload: 'too many look-ups at once',
  }[outcome];
  const text = `"${name}" was not found for now: ${why}`;
  return { kind: 'deferred', answer: { code: 450, enhanced: '4.4.3', lines: [text] } };
}

function failed(code: number, enhanced: string, text: string): RouteFailure {
  return { kind: 'failed', answer: { code, enhanced, lines: [text] } };
}
