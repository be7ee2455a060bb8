import { ipVersion } from '#net/networks.ts';
import { isPrivateAddress, isPublicAddress } from '#net/public-address.ts';
import { ParseError } from '#proto/cursor.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Addresses of one name that are tried, one after the other. Ours. */
const triedAddressesMax = 4;

/** A URL that nobody is to be posted to; the message says why. */
export class PostRefused extends Error {
  override readonly name = 'PostRefused';
}

/**
 * Where a URL's host is, as far as it may be dialled, IPv4 first.
 *
 * @param allowPrivate The operator lets it be on a network of our own.
 * @throws {PostRefused} Without any; names the first address that may not be dialled.
 */
export async function postAddresses(
  resolver: Resolver,
  { protocol, hostname }: URL,
  allowPrivate: boolean,
): Promise<readonly string[]> {
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new PostRefused(`${protocol} is no way to post: use https`);
  }
  const found = await addressesOf(resolver, hostname);
  const allowed = found.filter(
    (address) => isPublicAddress(address) || (allowPrivate && isPrivateAddress(address)),
  );
  const [forbidden] = found;
  if (allowed.length === 0 && forbidden !== undefined) {
    throw new PostRefused(`${hostname} is ${forbidden}: not a public address`);
  }
  return allowed.slice(0, triedAddressesMax);
}

async function addressesOf(resolver: Resolver, hostname: string): Promise<readonly string[]> {
  const bare = hostname.replace(/^\[(.*)\]$/u, '$1');
  if (ipVersion(bare) !== 0) return [bare];
  if (/(?:^|\.)localhost\.?$/u.test(hostname)) return ['127.0.0.1', '::1'];
  try {
    const [four, six] = await Promise.all([resolver.a(hostname), resolver.aaaa(hostname)]);
    const fours = four.outcome === 'found' ? four.records.map(({ address }) => address) : [];
    const sixes = six.outcome === 'found' ? six.records.map(({ address }) => address) : [];
    const all = [...fours, ...sixes];
    if (all.length > 0) return all;
    throw new PostRefused(`${hostname} has no address (${four.outcome})`);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new PostRefused(`${hostname} is no name`, { cause: error });
  }
}
