import { ParseError } from '#proto/cursor.ts';

/** What a domain wants to be done with mail that fails (RFC 9989 §4.7). */
export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

/** For the domain itself, for names below it, and for those that do not exist. */
export type DmarcPolicies = {
  readonly own: DmarcPolicy;
  readonly subdomain: DmarcPolicy;
  readonly missing: DmarcPolicy;
};

export type DmarcRecord = {
  /** Undefined where they are not to be used: nothing is to be judged by the record. */
  readonly policies: DmarcPolicies | undefined;
  readonly strictDkim: boolean;
  readonly strictSpf: boolean;
  /** `psd=`: whether others register names below the domain. */
  readonly publicSuffix: 'yes' | 'no' | 'unknown';
  /** `t=y`: one step less is wanted. */
  readonly testing: boolean;
  /** URIs of `rua=`, as written. */
  readonly aggregateUris: readonly string[];
};

/** Octets of a record: what a few strings of a TXT record carry. Bounds the work; our choice. */
export const recordOctetsMax = 8_192;

/** Tags of one record; the rest is ignored. There are 11 kinds; our choice. */
export const tagsMax = 64;

/** The version comes first, with its value in this case (RFC 9989 §4.7, §4.8). */
const version = /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/;
const uri = /^[a-z][a-z0-9+.-]*:[!-+\--:<-~]+$/i;

/** Whether a TXT record, its strings put together, is one of DMARC (RFC 9989 §4.10). */
export function isDmarcRecord(text: string): boolean {
  return version.test(text);
}

/**
 * Parses a record which {@link isDmarcRecord}. Unknown tags and malformed ones count for nothing
 * (RFC 9989 §4.7); of one that comes twice the first counts.
 *
 * Without a policy, or with one that is none, the record stands for `p=none` where it asks for
 * reports, and otherwise for nothing (RFC 9989 §4.10.1).
 *
 * @throws {ParseError} Without its version, and beyond {@link recordOctetsMax}.
 */
export function parseDmarcRecord(text: string): DmarcRecord {
  if (text.length > recordOctetsMax) throw new ParseError('The record is too long', 0);
  if (!isDmarcRecord(text)) throw new ParseError('Expected "v=DMARC1"', 0);
  const tags = readTags(text);
  const aggregateUris = (tags.get('rua') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => uri.test(each));
  return {
    policies: readPolicies(tags, aggregateUris.length > 0),
    strictDkim: isWord(tags.get('adkim'), 's'),
    strictSpf: isWord(tags.get('aspf'), 's'),
    publicSuffix: readSuffix(tags.get('psd')),
    testing: isWord(tags.get('t'), 'y'),
    aggregateUris,
  };
}

function readTags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(';', tagsMax)) {
    const [, name, value = ''] = /^\s*([a-z][a-z0-9_]*)[ \t]*=(.*)$/is.exec(tag) ?? [];
    if (name !== undefined && !tags.has(name.toLowerCase())) {
      tags.set(name.toLowerCase(), value.trim());
    }
  }
  return tags;
}

function readPolicies(
  tags: ReadonlyMap<string, string>,
  wantsReports: boolean,
): DmarcPolicies | undefined {
  const own = readPolicy(tags.get('p'));
  const subdomain = readPolicy(tags.get('sp') ?? own);
  const missing = readPolicy(tags.get('np') ?? subdomain);
  if (own !== undefined && subdomain !== undefined && missing !== undefined) {
    return { own, subdomain, missing };
  }
  return wantsReports ? { own: 'none', subdomain: 'none', missing: 'none' } : undefined;
}

function readPolicy(text: string | undefined): DmarcPolicy | undefined {
  const word = text?.toLowerCase();
  return word === 'none' || word === 'quarantine' || word === 'reject' ? word : undefined;
}

function readSuffix(text: string | undefined): DmarcRecord['publicSuffix'] {
  if (isWord(text, 'y')) return 'yes';
  return isWord(text, 'n') ? 'no' : 'unknown';
}

function isWord(text: string | undefined, word: string): boolean {
  return text?.toLowerCase() === word;
}
