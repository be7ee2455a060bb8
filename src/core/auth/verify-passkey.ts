import { createHash, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

import { parseAttestationObject } from '#proto/webauthn/attestation-object.ts';
import {
  type AuthenticatorData,
  parseAuthenticatorData,
} from '#proto/webauthn/authenticator-data.ts';
import { parseCbor } from '#proto/webauthn/cbor.ts';
import { type ClientData, parseClientData } from '#proto/webauthn/client-data.ts';
import { type CoseKey, parseCoseKey } from '#proto/webauthn/cose-key.ts';
import { ParseError } from '#proto/cursor.ts';

/** Where a passkey is used. */
export type PasskeySite = {
  /** The host without a port: WebAuthn's RP ID. */
  readonly host: string;
  /** What pages may ask, as `https://mail.example.org`. */
  readonly origins: readonly string[];
};

/** A new passkey as browsers tell it; members in base64url (WebAuthn Level 3 §5.1.8). */
export type NewPasskeyAnswer = {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
};

/** A passkey's signature as browsers tell it; members in base64url. */
export type PasskeyAnswer = {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
};

/** An answer that proves nothing; the message says why, for the log. */
export class PasskeyDoubt extends Error {
  override readonly name = 'PasskeyDoubt';
}

/**
 * The challenge that an answer is for. It has to be taken before the answer counts.
 *
 * @param type `webauthn.create` or `webauthn.get`.
 * @throws {PasskeyDoubt} Also for pages of other sites (WebAuthn Level 3 §7.1, steps 7 to 11).
 */
export function challengeOf(answer: string, type: string, site: PasskeySite): string {
  const data: ClientData = sure(() => parseClientData(Buffer.from(answer, 'base64url')));
  if (data.type !== type) throw new PasskeyDoubt(`It is for ${data.type}`);
  if (!site.origins.includes(data.origin)) throw new PasskeyDoubt(`It is for ${data.origin}`);
  if (data.crossOrigin) throw new PasskeyDoubt('It was asked for in a frame of another site');
  return data.challenge;
}

/**
 * The key of a new passkey (WebAuthn Level 3 §7.1, steps 13 to 25).
 *
 * @throws {PasskeyDoubt}
 */
export function readNewPasskey({ id, response }: NewPasskeyAnswer, site: PasskeySite) {
  const object = Buffer.from(response.attestationObject, 'base64url');
  const data = sure(() => parseAttestationObject(object));
  checkData(data, site);
  const { key, publicKeyOctets, counter, isBackedUp } = data;
  if (key === undefined || publicKeyOctets === undefined) throw new PasskeyDoubt('It has no key');
  if (Buffer.from(key.id).toString('base64url') !== id) throw new PasskeyDoubt('It has another id');
  publicKeyOf(key.publicKey);
  return { publicKey: Uint8Array.from(publicKeyOctets), counter, isBackedUp };
}

/**
 * Checks a signature (WebAuthn Level 3 §7.2, steps 13 to 22).
 *
 * @param known The passkey as it was kept.
 * @throws {PasskeyDoubt}
 */
export function checkPasskey(
  { response }: PasskeyAnswer,
  site: PasskeySite,
  known: { readonly publicKey: Uint8Array; readonly counter: number },
): { readonly counter: number; readonly isBackedUp: boolean } {
  const octets = Buffer.from(response.authenticatorData, 'base64url');
  const data = sure(() => parseAuthenticatorData(octets));
  checkData(data, site);
  const clientHash = sha256(Buffer.from(response.clientDataJSON, 'base64url'));
  const signed = Buffer.concat([octets, clientHash]);
  const cose = sure(() => parseCoseKey(parseCbor(known.publicKey).value));
  const digest = cose.algorithm === -8 ? null : 'sha256';
  const signature = Buffer.from(response.signature, 'base64url');
  if (!verify(digest, signed, publicKeyOf(cose), signature)) {
    throw new PasskeyDoubt('The signature is wrong');
  }
  // A counter that does not grow: somebody has copied the key (§6.1.1).
  const { counter, isBackedUp } = data;
  if ((counter !== 0 || known.counter !== 0) && counter <= known.counter) {
    throw new PasskeyDoubt(`The counter went from ${known.counter} to ${counter}`);
  }
  return { counter, isBackedUp };
}

function checkData(data: AuthenticatorData, site: PasskeySite): void {
  if (!timingSafeEqual(data.hostHash, sha256(site.host))) {
    throw new PasskeyDoubt('It is for another host');
  }
  if (!data.isPresent || !data.isVerified) throw new PasskeyDoubt('Nobody was verified');
}

function publicKeyOf({ jwk }: CoseKey) {
  try {
    return createPublicKey({ format: 'jwk', key: { ...jwk } });
  } catch (error) {
    throw new PasskeyDoubt('The key is none', { cause: error });
  }
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

function sure<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ParseError) throw new PasskeyDoubt(error.message, { cause: error });
    throw error;
  }
}
