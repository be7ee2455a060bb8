import { ParseError } from '#proto/cursor.ts';
import { parseKeyRecord } from '#proto/dkim/key-record.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { keyRecordName, keyTypeOf } from '#core/signing-keys/key-record-text.ts';
import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';

/** `published`: the DNS has this very key; `unknown`: it could not say. */
export type Publication = 'published' | 'absent' | 'another' | 'unknown';

/** What the DNS says of a key. One record only: verifiers need not look at a second (RFC 6376 §3.6.2.2). */
export async function keyPublication(
  resolver: Pick<Resolver, 'txt'>,
  key: DkimKey,
): Promise<Publication> {
  const answer = await resolver.txt(keyRecordName(key));
  if (answer.outcome === 'no-such-name' || answer.outcome === 'no-data') return 'absent';
  if (answer.outcome !== 'found') return 'unknown';
  const [record, second] = answer.records;
  if (record === undefined) return 'absent';
  return second === undefined && isRecordOf(key, record.strings.join('')) ? 'published' : 'another';
}

function isRecordOf(key: DkimKey, text: string): boolean {
  try {
    const { keyType, publicKey, forMail } = parseKeyRecord(text);
    if (publicKey === undefined || !forMail) return false;
    return keyType === keyTypeOf(key) && Buffer.compare(publicKey, key.publicKey) === 0;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}
