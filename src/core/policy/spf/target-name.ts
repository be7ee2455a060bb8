import { domainToASCII } from 'node:url';

import { labelOctetsMax } from '#proto/dns/name.ts';
import { shortenName, targetNameLengthMax } from '#proto/spf/macro-string.ts';

/** Characters of a name in Unicode that is worth converting; no A-label is shorter. */
const unicodeNameLengthMax = 4 * targetNameLengthMax;

/**
 * What a domain-spec came to as a name to ask for; undefined for what is none (RFC 7208 §4.3,
 * §4.8).
 *
 * @returns With octets other than visible ASCII as `\DDD`, as the resolver wants it.
 */
export function targetName(expansion: string): string | undefined {
  const name = shortenName(expansion);
  const whole = name.split('.').every(({ length }) => length > 0 && length <= labelOctetsMax);
  if (!whole || /[^\0-\xff]/.test(name)) return undefined;
  return name.replaceAll(
    /[^!-[\]-~]/g,
    (octet) => `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`,
  );
}

/**
 * A domain that can have a record: a name of several labels, the last one no number
 * (RFC 7208 §4.3); with A-labels (RFC 8616 §4).
 */
export function checkableDomain(domain: string): string | undefined {
  const name = asciiDomain(domain);
  return name?.includes('.') === true ? name : undefined;
}

/** A domain with A-labels, no literal and no address; undefined for what is none. */
export function asciiDomain(domain: string): string | undefined {
  if (domain.length > unicodeNameLengthMax || domain.startsWith('[')) return undefined;
  const ascii = /^[\0-\x7f]*$/.test(domain) ? domain : domainToASCII(domain);
  const plain = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  if (plain.length > targetNameLengthMax || /(?:^|\.)[0-9]*$/.test(plain)) return undefined;
  return targetName(plain);
}
