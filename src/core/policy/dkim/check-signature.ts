import { createHash, type KeyObject, verify } from 'node:crypto';

import type { DkimFinding } from '#core/policy/authentication.ts';
import type { BodyHash, WantedHash } from '#core/policy/dkim/body-hashes.ts';
import type { FoundKey } from '#core/policy/dkim/public-keys.ts';
import { canonicalField, FieldPicker, type HeaderField } from '#proto/dkim/header-field.ts';
import type { MessageSignature } from '#proto/dkim/message-signature.ts';

/** Seconds that clocks may differ, for signatures of the future and those that expired. Our choice. */
export const clockSkewSecondsMax = 3_600;

/** What became of a signature, and why. */
export type Outcome = { readonly result: DkimFinding['result']; readonly reason: string };

/** What signatures have to be like. */
export type Acceptance = {
  readonly versions: readonly (string | undefined)[];
  readonly hashes: readonly string[];
  readonly rsaBitsMin: number;
};

/** RFC 8301 §3.1 and §3.2: no SHA-1, and RSA keys of at least 1024 bits. */
export const currentAcceptance: Acceptance = {
  versions: ['1'],
  hashes: ['sha256'],
  rsaBitsMin: 1024,
};

/** A signature over fields and body of a message. */
export type Signed = {
  readonly signature: MessageSignature;
  /** All fields of the message. */
  readonly fields: readonly HeaderField[];
  /** The one of the signature, as it came, and with the value of `b=` left out. */
  readonly field: HeaderField;
  readonly unsigned: HeaderField;
};

/** The hash of the body that a signature needs. */
export function wantedHash(signature: MessageSignature): WantedHash {
  const [, hash = ''] = signature.algorithm.split('-');
  return { form: signature.bodyForm, hash, octets: signature.bodyOctets };
}

/** What can be said before keys and body are looked at (RFC 6376 §6.1.1); undefined when all is well. */
export function checkTerms(
  signature: MessageSignature,
  { hashes }: Acceptance,
  nowMs: number,
): Outcome | undefined {
  const [type = '', hash = '', more] = signature.algorithm.split('-');
  if ((type !== 'rsa' && type !== 'ed25519') || more !== undefined) {
    return { result: 'neutral', reason: 'unknown algorithm' };
  }
  if (!hashes.includes(hash)) {
    const historic = hash === 'sha1'; // RFC 8301 §3.1.
    return historic
      ? { result: 'permerror', reason: 'SHA-1 is no longer accepted' }
      : { result: 'neutral', reason: 'unknown algorithm' };
  }
  if (!signature.queryMethods.some((method) => method === 'dns/txt' || method === 'dns')) {
    return { result: 'neutral', reason: 'unknown query method' };
  }
  if (!signature.signedNames.includes('from')) {
    return { result: 'permerror', reason: 'From is not signed' }; // RFC 6376 §5.4.
  }
  const now = nowMs / 1000;
  const { signedAt = 0, expiresAt = Number.POSITIVE_INFINITY } = signature;
  if (expiresAt + clockSkewSecondsMax < now) return { result: 'policy', reason: 'expired' };
  if (signedAt - clockSkewSecondsMax > now) {
    return { result: 'policy', reason: 'signed in the future' };
  }
  return undefined;
}

/** Compares a signature with key, body and header (RFC 6376 §6.1.2, §6.1.3). */
export function checkSigned(
  signed: Signed,
  { body, key }: { readonly body: BodyHash; readonly key: FoundKey },
  acceptance: Acceptance,
): Outcome {
  const { signature } = signed;
  const sameBody = body.digest.equals(signature.bodyHash);
  const trouble = checkKey(signature, key, acceptance);
  if (trouble !== undefined) {
    // The key may come later, but the body will stay as it is.
    return trouble.result === 'temperror' && !sameBody ? otherBody : trouble;
  }
  if (signature.bodyOctets !== undefined && signature.bodyOctets > body.bodyOctets) {
    return { result: 'fail', reason: 'the body is shorter than signed' };
  }
  if (!sameBody) return otherBody;
  const picker = new FieldPicker(signed.fields, signed.field);
  const header = signedHeader(picker, signed.unsigned, signature);
  if (key.kind !== 'found' || !verifies(signature, key.key, header)) {
    return { result: 'fail', reason: 'signature did not verify' };
  }
  // Anyone may have added what is not signed (RFC 6376 §8.2, §8.15).
  const added = body.bodyOctets - (signature.bodyOctets ?? body.bodyOctets);
  if (added > 0) return { result: 'policy', reason: `${added} octets of the body are not signed` };
  if (picker.has('from')) return { result: 'policy', reason: 'a From field is not signed' };
  return { result: 'pass', reason: wordsOf(key) };
}

const otherBody: Outcome = { result: 'fail', reason: 'body hash did not verify' };

/** What is wrong with a key, or with its use here (RFC 6376 §6.1.2); undefined when it is fit. */
export function checkKey(
  { algorithm }: Pick<MessageSignature, 'algorithm'>,
  key: FoundKey,
  { rsaBitsMin }: Acceptance,
): Outcome | undefined {
  if (key.kind === 'unusable') return { result: key.result, reason: key.reason };
  const [type, hash = ''] = algorithm.split('-');
  const { keyType, hashes, forMail } = key.record;
  if (keyType !== type) return { result: 'permerror', reason: 'the key is of another type' };
  if (hashes?.includes(hash) === false) {
    return { result: 'permerror', reason: 'the key does not allow this hash' };
  }
  if (!forMail) return { result: 'permerror', reason: 'the key is not for mail' };
  if (type === 'ed25519' || key.bits >= rsaBitsMin) return undefined;
  return { result: 'policy', reason: `${wordsOf(key)}, too weak` }; // RFC 8301 §3.2.
}

function wordsOf({ bits, record }: Extract<FoundKey, { readonly kind: 'found' }>): string {
  return `${bits}-bit key${record.testing ? ', the domain tests' : ''}`;
}

/** What is hashed of the header (RFC 6376 §3.7). */
export function signedHeader(
  picker: FieldPicker,
  unsigned: HeaderField,
  terms: Pick<MessageSignature, 'headerForm' | 'signedNames'>,
): Buffer {
  let text = '';
  for (const name of terms.signedNames) {
    const field = picker.take(name);
    if (field !== undefined) text += canonicalField(field, terms.headerForm);
  }
  return Buffer.from(text + canonicalField(unsigned, terms.headerForm), 'latin1');
}

/** Whether a key made a signature over octets. Ed25519 signs their hash (RFC 8463 §3). */
export function verifies(
  { algorithm, signature }: Pick<MessageSignature, 'algorithm' | 'signature'>,
  key: KeyObject,
  octets: Buffer,
): boolean {
  const [type, hash = ''] = algorithm.split('-');
  if (type !== 'ed25519') return verify(hash, octets, key, signature);
  return verify(undefined, createHash(hash).update(octets).digest(), key, signature);
}
