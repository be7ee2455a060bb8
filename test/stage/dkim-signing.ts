/** Signs as the RFC says, slowly and by other code than the server's. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import type { SigningKey } from '#core/policy/dkim/signing-key.ts';

/** A key with its record; the selector is `x`. */
export type TestKey = {
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  readonly privateKey: KeyObject;
  /** The record with SubjectPublicKeyInfo for RSA, or the plain key for Ed25519. */
  readonly record: string;
  /** With RSAPublicKey; for RSA only. */
  readonly pkcs1Record: string;
};

/** Keys of this process. */
export const testKeys = {
  rsa: makeRsa(2048),
  otherRsa: makeRsa(1024),
  weak: makeRsa(768),
  ed25519: makeEd25519(),
} satisfies Record<string, TestKey>;

/** As the server's signers take it. */
export function toSigningKey(
  { algorithm, privateKey }: TestKey,
  where: Pick<SigningKey, 'domain' | 'selector'>,
): SigningKey {
  return { ...where, algorithm, privateKey };
}

export type Signing = {
  /** Each with its CRLF. */
  readonly fields: string;
  readonly body: string;
  /** Over the usual ones; undefined leaves one out. */
  readonly tags: Readonly<Record<string, string | undefined>>;
};

/** The message with a DKIM-Signature before it (RFC 6376 §3.7); fields in `h=` are in order. */
export function signBy(key: TestKey, { fields, body, tags }: Signing): string {
  const [headerForm = 'simple', bodyForm = 'simple'] = (tags['c'] ?? 'simple').split('/');
  const h = tags['h'] ?? 'from:to:subject';
  const limit = tags['l'] === undefined ? undefined : Number(tags['l']);
  const canonical = canonicalBody(body, bodyForm).slice(0, limit);
  const all: Record<string, string | undefined> = {
    v: '1',
    a: key.algorithm,
    d: 'example.org',
    s: 'x',
    ...tags,
    h,
    bh: createHash('sha256').update(canonical, 'latin1').digest('base64'),
    b: '',
  };
  const text = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => `${name}=${value}`)
    .join('; ');
  const field = `DKIM-Signature: ${text}`;
  const left = fields.match(/^.*(?:\r\n[ \t].*)*\r\n/gm) ?? [];
  const signed = h.split(':').map((name) => {
    const at = left.findLastIndex((one) => one.toLowerCase().startsWith(`${name.trim()}:`));
    return at < 0 ? '' : canonicalField(left.splice(at, 1)[0] ?? '', headerForm);
  });
  const octets = Buffer.from(signed.join('') + canonicalField(field, headerForm), 'latin1');
  return `${field}${signatureOf(octets, key)}\r\n${fields}\r\n${body}`;
}

function signatureOf(octets: Buffer, { algorithm, privateKey }: TestKey): string {
  if (algorithm === 'rsa-sha256') return sign('sha256', octets, privateKey).toString('base64');
  const digest = createHash('sha256').update(octets).digest();
  return sign(undefined, digest, privateKey).toString('base64');
}

function canonicalField(field: string, form: string): string {
  if (form === 'simple') return field;
  const [, name = '', value = ''] = /^([^:]+):([^]*?)(?:\r\n)?$/.exec(field) ?? [];
  const words = value.replaceAll(/[ \t\r\n]+/g, ' ').trim();
  return `${name.toLowerCase().trim()}:${words}${field.endsWith('\r\n') ? '\r\n' : ''}`;
}

function canonicalBody(body: string, form: string): string {
  const spaced =
    form === 'simple' ? body : body.replaceAll(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n');
  return spaced.replace(/(?:\r\n)*$/, '\r\n');
}

function makeRsa(modulusLength: number): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const text = (type: 'spki' | 'pkcs1') =>
    publicKey.export({ format: 'der', type }).toString('base64');
  return {
    algorithm: 'rsa-sha256',
    privateKey,
    record: `v=DKIM1; k=rsa; p=${text('spki')}`,
    pkcs1Record: `v=DKIM1; p=${text('pkcs1')}`,
  };
}

function makeEd25519(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const octets = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const record = `v=DKIM1; k=ed25519; p=${octets.toString('base64')}`;
  return { algorithm: 'ed25519-sha256', privateKey, record, pkcs1Record: record };
}
