import { ParseError } from '#proto/cursor.ts';
import { parseTagList, type TagList } from '#proto/dkim/tag-list.ts';
import { parseBase64, parseColonList, requireTag } from '#proto/dkim/values.ts';

/** A public key as the DNS has it (RFC 6376 §3.6.1). */
export type KeyRecord = {
  /** `k=`: `rsa`, `ed25519`, or what nobody knows. */
  readonly keyType: string;
  /** `p=`; undefined where the key was revoked. */
  readonly publicKey: Uint8Array | undefined;
  /** `h=`, as `sha256`; undefined where all are allowed. */
  readonly hashes: readonly string[] | undefined;
  /** `s=` allows mail: it names `email`, `*`, or is not there. */
  readonly forMail: boolean;
  /** `t=y`: the domain tests DKIM. */
  readonly testing: boolean;
  /** `t=s`: `i=` must have the very domain of `d=`. */
  readonly strictIdentity: boolean;
};

/** Characters of one record: a key of 16,384 bits has 3,000. Our choice, no RFC's. */
export const recordCharactersMax = 8192;

/**
 * Parses a key record, its strings put together. Tags that are unknown or from before RFC 6376, as
 * `g=`, say nothing.
 *
 * @throws {ParseError} When it is no key record, or one of another version.
 */
export function parseKeyRecord(text: string): KeyRecord {
  if (text.length > recordCharactersMax) throw new ParseError('The record is too long', 0);
  const tags = parseTagList(text);
  const version = tags.get('v');
  if (version !== undefined && (version.value !== 'DKIM1' || [...tags.keys()][0] !== 'v')) {
    throw new ParseError('The record does not begin with "v=DKIM1"', 0); // RFC 6376 §3.6.1.
  }
  const key = requireTag(tags, 'p');
  const services = listOf(tags, 's') ?? ['*'];
  const flags = listOf(tags, 't') ?? [];
  return {
    keyType: tags.get('k')?.value ?? 'rsa',
    publicKey: key === '' ? undefined : parseBase64(key, 'p'),
    hashes: listOf(tags, 'h'),
    forMail: services.includes('*') || services.includes('email'),
    testing: flags.includes('y'),
    strictIdentity: flags.includes('s'),
  };
}

function listOf(tags: TagList, name: string): readonly string[] | undefined {
  const tag = tags.get(name);
  return tag === undefined ? undefined : parseColonList(tag.value, name);
}
