import { ParseError } from '#proto/cursor.ts';
import { type TagList, toLowerAscii, trimBlanks, withoutBlanks } from '#proto/dkim/tag-list.ts';

/** Characters of base64 in one tag: a key or a signature of 16,384 bits has 2,800. Our choice. */
export const base64CharactersMax = 4096;

/** Entries of a list with colons, such as the fields of `h=`. Our choice; real ones have 40. */
export const listEntriesMax = 500;

/** Characters of a domain with its labels; the DNS takes no more (RFC 1035 §2.3.4). */
const domainCharactersMax = 253;

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const label = /^[a-z0-9_\x80-\xff](?:[a-z0-9_\x80-\xff-]{0,61}[a-z0-9_\x80-\xff])?$/;
const algorithm = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)+$/;

/** @throws {ParseError} Without such a tag. */
export function requireTag(tags: TagList, name: string): string {
  const tag = tags.get(name);
  if (tag === undefined) throw new ParseError(`Tag "${name}" is missing`, 0);
  return tag.value;
}

/**
 * Base64 with white space anywhere in it (RFC 6376 §2.10); at least one octet.
 *
 * @throws {ParseError} On anything else, and beyond {@link base64CharactersMax}.
 */
export function parseBase64(text: string, name: string): Uint8Array {
  const plain = withoutBlanks(text);
  if (plain.length > base64CharactersMax) throw new ParseError(`Tag "${name}" is too long`, 0);
  if (!base64.test(plain)) throw new ParseError(`Tag "${name}" is no base64`, 0);
  try {
    return Uint8Array.fromBase64(plain);
  } catch {
    throw new ParseError(`Tag "${name}" is no base64`, 0);
  }
}

/**
 * The domain of `d=`, in small letters (RFC 6376 §3.5). Underscores are let pass: some have them.
 *
 * @throws {ParseError} Unless it has at least two labels.
 */
export function parseDomain(text: string): string {
  const domain = toLowerAscii(text);
  if (!isLabels(domain) || !domain.includes('.')) throw new ParseError('"d" is no domain', 0);
  return domain;
}

/** @throws {ParseError} Unless the text is one label or several, as `s=` has (RFC 6376 §3.1). */
export function parseSelector(text: string): string {
  const selector = toLowerAscii(text);
  if (!isLabels(selector)) throw new ParseError('"s" is no selector', 0);
  return selector;
}

function isLabels(text: string): boolean {
  return text.length <= domainCharactersMax && text.split('.').every((part) => label.test(part));
}

/** @throws {ParseError} Unless it has the form of an algorithm, as `rsa-sha256`. */
export function parseAlgorithm(text: string): string {
  if (!algorithm.test(text)) throw new ParseError('"a" is no algorithm', 0);
  return text;
}

/**
 * A decimal number of at most `digitsMax` digits; beyond what numbers can hold it is as good as
 * infinite.
 *
 * @throws {ParseError} On anything else.
 */
export function parseNumber(text: string, name: string, digitsMax: number): number {
  if (!/^[0-9]+$/.test(text) || text.length > digitsMax) {
    throw new ParseError(`Tag "${name}" is no number`, 0);
  }
  return Number(text);
}

/**
 * Entries between colons, white space around each left out.
 *
 * @throws {ParseError} When one is empty, and beyond {@link listEntriesMax}.
 */
export function parseColonList(text: string, name: string): readonly string[] {
  const entries = text.split(':', listEntriesMax + 1).map(trimBlanks);
  if (entries.length > listEntriesMax) throw new ParseError(`Tag "${name}" is too long`, 0);
  if (entries.includes('')) throw new ParseError(`Tag "${name}" has an empty entry`, 0);
  return entries;
}

/**
 * DKIM-Quoted-Printable: white space does not count, `=41` stands for `A` (RFC 6376 §2.11).
 *
 * @throws {ParseError} When a `=` is not followed by two digits.
 */
export function decodeQuotedPrintable(text: string, name: string): string {
  return withoutBlanks(text).replaceAll(/=([0-9A-F]{2})?/g, (_all, digits?: string) => {
    if (digits === undefined) throw new ParseError(`Tag "${name}" is no quoted-printable`, 0);
    return String.fromCharCode(Number.parseInt(digits, 16));
  });
}
