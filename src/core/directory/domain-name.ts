import { domainToASCII } from 'node:url';

/** Octets of a domain name without the final dot (RFC 1035 §2.3.4). */
export const domainOctetsMax = 253;

/** Octets of one label (RFC 1035 §2.3.4). */
export const labelOctetsMax = 63;

/** Characters of a name in Unicode that is worth converting; one A-label is never shorter. */
const unicodeNameLengthMax = 4 * domainOctetsMax;

const plainName = /^[a-z0-9.-]+$/;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const numeric = /^[0-9]+$/;

/**
 * The name as the directory keeps and compares it: A-labels in lower case, no final dot
 * (RFC 5890 §2.3.2.1).
 *
 * @returns undefined for what is no host name: an address literal, an empty or too long label.
 */
export function normalizeDomain(name: string): string | undefined {
  if (name.length > unicodeNameLengthMax) return undefined;
  let ascii = name.toLowerCase();
  if (!plainName.test(ascii)) ascii = domainToASCII(ascii);
  if (ascii.endsWith('.')) ascii = ascii.slice(0, -1);
  if (ascii.length === 0 || ascii.length > domainOctetsMax) return undefined;
  const labels = ascii.split('.');
  if (numeric.test(labels.at(-1) ?? '')) return undefined; // RFC 1123 §2.1: an IPv4 address.
  const whole = labels.every((part) => part.length <= labelOctetsMax && label.test(part));
  return whole ? ascii : undefined;
}
