import { ParseError } from '#proto/cursor.ts';
import { parseCbor } from '#proto/webauthn/cbor.ts';
import { type CoseKey, parseCoseKey } from '#proto/webauthn/cose-key.ts';

/** Octets of a credential's id (WebAuthn Level 3 §7.1, step 25). */
export const keyIdOctetsMax = 1_023;

/** Octets before what is told of a new key: hash, flags, counter (WebAuthn Level 3 §6.1). */
const headOctets = 37;

/** Octets of the model's number and of the id's length (WebAuthn Level 3 §6.5.1). */
const modelOctets = 16;

/** Bits of the flags (WebAuthn Level 3 §6.1). */
const flag = { present: 0x01, verified: 0x04, backedUp: 0x10, told: 0x40, extended: 0x80 } as const;

/** What an authenticator says and signs (WebAuthn Level 3 §6.1). */
export type AuthenticatorData = {
  /** SHA-256 of the host that the passkey is for. */
  readonly hostHash: Uint8Array;
  readonly isPresent: boolean;
  /** Whether it has asked for a finger, a face or a PIN. */
  readonly isVerified: boolean;
  /** Whether the passkey is kept on several devices now. */
  readonly isBackedUp: boolean;
  /** Grows with each use; 0 for authenticators that do not count. */
  readonly counter: number;
  /** Of a new key. */
  readonly key: { readonly id: Uint8Array; readonly publicKey: CoseKey } | undefined;
  /** The new key as it was told. */
  readonly publicKeyOctets: Uint8Array | undefined;
};

/** @throws {ParseError} */
export function parseAuthenticatorData(octets: Uint8Array): AuthenticatorData {
  if (octets.length < headOctets) throw new ParseError('The octets end early', octets.length);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const flags = view.getUint8(32);
  const told = (flags & flag.told) === 0 ? undefined : parseTold(octets, view);
  const end = told?.end ?? headOctets;
  if ((flags & flag.extended) === 0 && end !== octets.length) {
    throw new ParseError('Something follows', end);
  }
  return {
    hostHash: octets.subarray(0, 32),
    isPresent: (flags & flag.present) !== 0,
    isVerified: (flags & flag.verified) !== 0,
    isBackedUp: (flags & flag.backedUp) !== 0,
    counter: view.getUint32(33),
    key: told?.key,
    publicKeyOctets: told?.publicKeyOctets,
  };
}

/** WebAuthn Level 3 §6.5.1. */
function parseTold(octets: Uint8Array, view: DataView) {
  const lengthAt = headOctets + modelOctets;
  if (octets.length < lengthAt + 2) throw new ParseError('The octets end early', octets.length);
  const length = view.getUint16(lengthAt);
  if (length > keyIdOctetsMax) throw new ParseError('The id is too long', lengthAt);
  const keyAt = lengthAt + 2 + length;
  const { value, end } = parseCbor(octets, keyAt);
  const publicKey = parseCoseKey(value);
  const id = octets.subarray(lengthAt + 2, keyAt);
  return { key: { id, publicKey }, publicKeyOctets: octets.subarray(keyAt, end), end };
}
