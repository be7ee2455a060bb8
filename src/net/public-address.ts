import { isIP } from 'node:net';

import { Networks } from '#net/networks.ts';

/** Where nothing of the public Internet is (IANA's registries of special-purpose addresses). */
const specialIpv4 = new Networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/** The only part of IPv6 that is given out. */
const givenOut = new Networks(['2000::/3']);

/** What is special in it: Teredo and others, documentation, 6to4. */
const specialIpv6 = new Networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Networks of our own, where an operator may let programs of ours be. No link-local ones. */
const privateNetworks = new Networks([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
]);

/** IPv4 written as IPv6: for a socket of both families, or by a translator. */
const embedded = new Networks(['::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48']);

/**
 * Whether an address is one that strangers may make us dial: on the public Internet, of one host.
 * An IPv4 address written as IPv6 is none, whatever it is: no name server tells such.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !specialIpv4.includes(address);
  if (isIP(address) !== 6 || embedded.includes(address)) return false;
  return givenOut.includes(address) && !specialIpv6.includes(address);
}

/** Whether an address is on a network of our own: loopback, or a private one. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 6 && address !== '::1' && embedded.includes(address)) return false;
  return version !== 0 && privateNetworks.includes(address);
}
