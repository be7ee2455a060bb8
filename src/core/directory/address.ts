import { refuse } from '#base/refusal.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';

/** Octets of a local part in UTF-8 (RFC 5321 §4.5.3.1.1, RFC 6531 §3.1). */
export const localPartOctetsMax = 64;

/** Separates the mailbox from the detail in `user+detail` (RFC 5233 §1). */
export const detailSeparator = '+';

/** A mailbox name as a peer wrote it, or as {@link parseAddress} normalised it. */
export type Address = { readonly localPart: string; readonly domain: string };

/** RFC 5322 §3.2.3 `atext` without the detail separator, and RFC 6532 §3.2 UTF8-non-ascii. */
const newAtoms =
  /^[\w!#$%&'*/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const control = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Zs}]/u;

/**
 * The local part as the directory keeps and compares it: NFC, in lower case. RFC 5321 §2.4 lets the
 * receiving host decide on case; here it never matters.
 *
 * @returns undefined for one that is empty or too long.
 */
export function normalizeLocalPart(localPart: string): string | undefined {
  if (localPart.length > localPartOctetsMax) return undefined;
  const text = localPart.normalize('NFC').toLowerCase();
  if (text.length === 0 || Buffer.byteLength(text) > localPartOctetsMax) return undefined;
  return text;
}

/** Both sides normalised, or undefined where one cannot be. */
export function normalizeAddress({ localPart, domain }: Address): Address | undefined {
  const local = normalizeLocalPart(localPart);
  const name = normalizeDomain(domain);
  return local === undefined || name === undefined ? undefined : { localPart: local, domain: name };
}

/**
 * Reads `local@domain` as a person types it; undefined when it is none. Quoted local parts and
 * address literals are not for people.
 */
export function parseAddress(text: string): Address | undefined {
  const at = text.lastIndexOf('@');
  if (at <= 0) return undefined;
  return normalizeAddress({ localPart: text.slice(0, at), domain: text.slice(at + 1) });
}

/**
 * An address that somebody is to get.
 *
 * @throws {Refusal} `address.malformed`, with the reason.
 */
export function parseNewAddress(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) {
    refuse('address.malformed', `"${text}" is no address; write it as name@domain`);
  }
  const { localPart } = address;
  if (!newAtoms.test(localPart) || control.test(localPart)) {
    refuse(
      'address.malformed',
      `Cannot create "${text}": a name has letters, digits and .-_, single dots between, no "+"`,
    );
  }
  return address;
}

/** `local@domain` of a normalised address. */
export function formatAddress({ localPart, domain }: Address): string {
  return `${localPart}@${domain}`;
}
