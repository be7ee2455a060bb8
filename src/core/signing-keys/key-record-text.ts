import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';

/** Octets of one string of a TXT record (RFC 1035 §3.3). */
const stringOctetsMax = 255;

type RecordKey = Pick<DkimKey, 'domain' | 'selector' | 'algorithm' | 'publicKey'>;

/** Where a key's record stands (RFC 6376 §3.6.2.1); without a dot at the end. */
export function keyRecordName({
  domain,
  selector,
}: Pick<RecordKey, 'domain' | 'selector'>): string {
  return `${selector}._domainkey.${domain}`;
}

/** The key type of `k=`. */
export function keyTypeOf({ algorithm }: Pick<RecordKey, 'algorithm'>): string {
  return algorithm === 'ed25519-sha256' ? 'ed25519' : 'rsa';
}

/** The record of a key, as one text (RFC 6376 §3.6.1). */
export function keyRecordText(key: RecordKey): string {
  return `v=DKIM1; k=${keyTypeOf(key)}; p=${Buffer.from(key.publicKey).toString('base64')}`;
}

/** A text as the strings of a TXT record, each in quotes, as a zone file has them. */
export function quotedStrings(text: string): string {
  const strings: string[] = [];
  for (let at = 0; at < text.length; at += stringOctetsMax) {
    strings.push(`"${text.slice(at, at + stringOctetsMax)}"`);
  }
  return strings.join(' ');
}
