import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';

import { der } from '#net/der.ts';
import type { CertificatePair } from '#net/tls-contexts.ts';

/** When a certificate is valid, in milliseconds since the epoch. */
export type Validity = { readonly from: number; readonly to: number };

/** Makes a certificate authority that signs {@link issueLeaf} certificates (RFC 5280 §4.2.1.9). */
export function issueAuthority(name: string, validity: Validity): CertificatePair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = certificateOf({
    subject: name,
    issuer: name,
    validity,
    publicKey,
    signingKey: privateKey,
    extensions: [
      extension('2.5.29.19', der.sequence(der.boolean(true)), true),
      extension('2.5.29.15', der.bits(Uint8Array.of(0x06), 1), true), // keyCertSign, cRLSign
      extension('2.5.29.14', der.octets(keyIdentifier(publicKey))),
    ],
  });
  return { certificate, key: exported(privateKey) };
}

/** Makes a server certificate for host names and addresses (RFC 5280 §4.2.1.6). */
export function issueLeaf(
  authority: CertificatePair,
  names: readonly string[],
  validity: Validity,
): CertificatePair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = new X509Certificate(authority.certificate);
  const certificate = certificateOf({
    subject: names[0] ?? 'localhost',
    issuer: issuer.subject.replace(/^CN=/u, ''),
    validity,
    publicKey,
    signingKey: authority.key,
    extensions: [
      extension('2.5.29.19', der.sequence(), true),
      extension('2.5.29.15', der.bits(Uint8Array.of(0x80), 7), true), // digitalSignature
      extension('2.5.29.37', der.sequence(der.oid('1.3.6.1.5.5.7.3.1'))), // serverAuth
      extension('2.5.29.35', der.sequence(der.implicit(0, keyIdentifier(issuer.publicKey)))),
      extension('2.5.29.17', der.sequence(...names.map(generalName))),
    ],
  });
  return { certificate, key: exported(privateKey) };
}

type Draft = {
  readonly subject: string;
  readonly issuer: string;
  readonly validity: Validity;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject | string;
  readonly extensions: readonly Uint8Array[];
};

function certificateOf(draft: Draft): string {
  const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2')); // ecdsa-with-SHA256
  const body = der.sequence(
    der.explicit(0, der.integer(Uint8Array.of(2))),
    der.integer(serialNumber()),
    algorithm,
    commonName(draft.issuer),
    der.sequence(der.time(draft.validity.from), der.time(draft.validity.to)),
    commonName(draft.subject),
    draft.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...draft.extensions)),
  );
  const signature = sign('sha256', body, draft.signingKey);
  const whole = Buffer.from(der.sequence(body, algorithm, der.bits(signature)));
  const lines = whole.toString('base64').replaceAll(/.{64}(?=.)/gu, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** Positive, not to be guessed, 20 octets at most (RFC 5280 §4.1.2.2). */
function serialNumber(): Uint8Array {
  const octets = randomBytes(16);
  octets.writeUInt8((octets.readUInt8(0) & 0x3f) | 0x40, 0);
  return octets;
}

function commonName(name: string): Uint8Array {
  return der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.text(name))));
}

function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  const content = der.octets(value);
  return critical
    ? der.sequence(der.oid(id), der.boolean(true), content)
    : der.sequence(der.oid(id), content);
}

/** SHA-1 of the public key, a name and no proof of anything (RFC 5280 §4.2.1.2). */
function keyIdentifier(publicKey: KeyObject): Uint8Array {
  const octets = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(octets).digest();
}

function generalName(name: string): Uint8Array {
  if (isIP(name) === 0) return der.implicit(2, Buffer.from(name, 'latin1'));
  return der.implicit(7, addressOctets(name));
}

function addressOctets(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function exported(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' });
}
