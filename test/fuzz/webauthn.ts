import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { parseAttestationObject } from '#proto/webauthn/attestation-object.ts';
import { parseAuthenticatorData } from '#proto/webauthn/authenticator-data.ts';
import { parseCbor } from '#proto/webauthn/cbor.ts';
import { parseClientData } from '#proto/webauthn/client-data.ts';
import { parseCoseKey } from '#proto/webauthn/cose-key.ts';

const parsers: readonly ((octets: Uint8Array) => unknown)[] = [
  parseAttestationObject,
  parseAuthenticatorData,
  parseClientData,
  (octets) => parseCoseKey(parseCbor(octets).value),
];

/** The octets as each thing that an authenticator or a browser may say of a passkey. */
export function fuzzWebauthn(octets: Uint8Array): void {
  for (const parse of parsers) {
    try {
      assert.ok(parse(octets) !== undefined);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
}
