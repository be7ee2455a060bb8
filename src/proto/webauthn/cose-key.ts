import { ParseError } from '#proto/cursor.ts';
import type { Cbor } from '#proto/webauthn/cbor.ts';

/** Algorithms that are accepted, the best first: EdDSA, ES256, RS256 (RFC 9053 §2, RFC 8812 §2). */
export const coseAlgorithms = [-8, -7, -257] as const;

/** A public key in the form that cryptographic libraries read (RFC 7517 §4). */
export type CoseKey = {
  readonly algorithm: (typeof coseAlgorithms)[number];
  readonly jwk: Readonly<Record<string, string>>;
};

/** Octets of an RSA modulus: 8,192 bits. Our choice: nobody makes longer keys. */
const modulusOctetsMax = 1_024;

/** Octets of an RSA modulus at least: 2,048 bits (RFC 8230 §6.1). */
const modulusOctetsMin = 256;

/** Octets of a coordinate on P-256, and of an Ed25519 key. */
const coordinateOctets = 32;

/** Labels of a key's parameters (RFC 9052 §7.1, RFC 9053 §7, RFC 8230 §4). */
const label = {
  type: 1,
  algorithm: 3,
  curve: -1,
  x: -2,
  y: -3,
  modulus: -1,
  exponent: -2,
} as const;

/**
 * A public key of one of the {@link coseAlgorithms} (RFC 9052 §7).
 *
 * @throws {ParseError}
 */
export function parseCoseKey(value: Cbor): CoseKey {
  if (!(value instanceof Map)) throw new ParseError('A key is a map', 0);
  const key: ReadonlyMap<number | string, Cbor> = value;
  const type = key.get(label.type);
  const algorithm = key.get(label.algorithm);
  const curve = key.get(label.curve);
  if (type === 1 && algorithm === -8 && curve === 6) {
    const x = octetsOf(key, label.x, coordinateOctets);
    return { algorithm: -8, jwk: { kty: 'OKP', crv: 'Ed25519', x } };
  }
  if (type === 2 && algorithm === -7 && curve === 1) {
    const x = octetsOf(key, label.x, coordinateOctets);
    const y = octetsOf(key, label.y, coordinateOctets);
    return { algorithm: -7, jwk: { kty: 'EC', crv: 'P-256', x, y } };
  }
  if (type === 3 && algorithm === -257) {
    const n = octetsOf(key, label.modulus, modulusOctetsMin, modulusOctetsMax);
    const e = octetsOf(key, label.exponent, 1, 4);
    return { algorithm: -257, jwk: { kty: 'RSA', n, e } };
  }
  throw new ParseError('The kind of key is not accepted', 0);
}

function octetsOf(
  key: ReadonlyMap<number | string, Cbor>,
  name: number,
  least: number,
  most: number = least,
): string {
  const value = key.get(name);
  if (value instanceof Uint8Array && value.length >= least && value.length <= most) {
    return value.toBase64({ alphabet: 'base64url', omitPadding: true });
  }
  throw new ParseError('A parameter of the key is missing or malformed', 0);
}
