import { ParseError } from '#proto/cursor.ts';
import {
  type Tag,
  type TagList,
  toLowerAscii,
  trimBlanks,
  withoutBlanks,
} from '#proto/dkim/tag-list.ts';
import {
  decodeQuotedPrintable,
  parseAlgorithm,
  parseBase64,
  parseColonList,
  parseDomain,
  parseNumber,
  parseSelector,
  requireTag,
} from '#proto/dkim/values.ts';

/** How header or body are brought into a form that survives transport (RFC 6376 §3.4). */
export type Canonicalization = 'simple' | 'relaxed';

/** What DKIM-Signature and ARC-Message-Signature share (RFC 6376 §3.5, RFC 8617 §4.1.2). */
export type MessageSignature = {
  /** `a=`, as `rsa-sha256`; may be one that nobody knows. */
  readonly algorithm: string;
  /** `d=` in small letters, as written otherwise. */
  readonly domain: string;
  readonly selector: string;
  readonly headerForm: Canonicalization;
  readonly bodyForm: Canonicalization;
  /** Names in `h=` in small letters, in their order, repeated as there. */
  readonly signedNames: readonly string[];
  readonly bodyHash: Uint8Array;
  readonly signature: Uint8Array;
  /** `l=`: octets of the canonical body that are signed; undefined for all. */
  readonly bodyOctets: number | undefined;
  /** `t=` and `x=`, seconds since the epoch. */
  readonly signedAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** `q=`, as `dns/txt`. */
  readonly queryMethods: readonly string[];
};

/** A DKIM-Signature field (RFC 6376 §3.5). */
export type DkimSignature = MessageSignature & {
  /** `v=`; drafts of old had none or others than `1`. */
  readonly version: string | undefined;
  /** `i=` decoded, one character per octet; undefined without one. */
  readonly identity: string | undefined;
};

/** Digits of `t=` and `x=` (RFC 6376 §3.5): enough up to the year 33658. */
const timeDigitsMax = 12;

/** Digits of `l=` (RFC 6376 §3.5). */
const lengthDigitsMax = 76;

const fieldName = /^[!-9<-~]+$/;

/** @throws {ParseError} When a tag is missing or malformed. */
export function parseDkimSignature(tags: TagList): DkimSignature {
  return {
    ...parseMessageSignature(tags),
    version: tags.get('v')?.value,
    identity: parseIdentity(tags.get('i')),
  };
}

/**
 * What DKIM-Signature and ARC-Message-Signature have in common.
 *
 * @throws {ParseError} When a tag is missing or malformed.
 */
export function parseMessageSignature(tags: TagList): MessageSignature {
  const signedAt = parseTime(tags, 't');
  const expiresAt = parseTime(tags, 'x');
  if (expiresAt !== undefined && signedAt !== undefined && expiresAt <= signedAt) {
    throw new ParseError('"x" is not after "t"', 0); // RFC 6376 §3.5.
  }
  const length = tags.get('l')?.value;
  return {
    algorithm: parseAlgorithm(requireTag(tags, 'a')),
    domain: parseDomain(requireTag(tags, 'd')),
    selector: parseSelector(requireTag(tags, 's')),
    ...parseForms(tags.get('c')),
    signedNames: parseSignedNames(requireTag(tags, 'h')),
    bodyHash: parseBase64(requireTag(tags, 'bh'), 'bh'),
    signature: parseBase64(requireTag(tags, 'b'), 'b'),
    bodyOctets: length === undefined ? undefined : parseNumber(length, 'l', lengthDigitsMax),
    signedAt,
    expiresAt,
    queryMethods: parseColonList(tags.get('q')?.value ?? 'dns/txt', 'q'),
  };
}

/** What can be told of a signature, however broken: for reports. Empty where there is none. */
export function describeSignature(tags: TagList): {
  readonly algorithm: string;
  readonly domain: string;
  readonly selector: string;
  readonly signature: string;
} {
  const value = (name: string) => trimBlanks(tags.get(name)?.value ?? '');
  return {
    algorithm: value('a'),
    domain: toLowerAscii(value('d')),
    selector: toLowerAscii(value('s')),
    signature: withoutBlanks(value('b')),
  };
}

/** An address, of which the part before the at sign may be empty (RFC 6376 §3.5). */
function parseIdentity(tag: Tag | undefined): string | undefined {
  if (tag === undefined) return undefined;
  const identity = decodeQuotedPrintable(tag.value, 'i');
  if (!/^[ -~\x80-\xff]*@[!-?A-~\x80-\xff]+$/.test(identity))
    throw new ParseError('"i" is no identity', 0);
  return identity;
}

/** `c=`: one name stands for the header, and the body is then simple (RFC 6376 §3.5). */
function parseForms(tag: Tag | undefined): Pick<MessageSignature, 'headerForm' | 'bodyForm'> {
  const [header = '', body = 'simple', more] = (tag?.value ?? 'simple/simple').split('/');
  if (!isForm(header) || !isForm(body) || more !== undefined) {
    throw new ParseError('"c" names no known canonicalization', 0);
  }
  return { headerForm: header, bodyForm: body };
}

function isForm(text: string): text is Canonicalization {
  return text === 'simple' || text === 'relaxed';
}

function parseSignedNames(text: string): readonly string[] {
  const names = parseColonList(text.toLowerCase(), 'h');
  if (!names.every((name) => fieldName.test(name))) {
    throw new ParseError('"h" names what is no field', 0);
  }
  return names;
}

function parseTime(tags: TagList, name: string): number | undefined {
  const tag = tags.get(name);
  return tag === undefined ? undefined : parseNumber(tag.value, name, timeDigitsMax);
}
