import { ParseError } from '#proto/cursor.ts';
import { parseCbor } from '#proto/webauthn/cbor.ts';
import {
  type AuthenticatorData,
  parseAuthenticatorData,
} from '#proto/webauthn/authenticator-data.ts';

/**
 * What an authenticator says of a new key (WebAuthn Level 3 §6.5). The statement about its maker is
 * left alone: none is asked for.
 *
 * @throws {ParseError}
 */
export function parseAttestationObject(octets: Uint8Array): AuthenticatorData {
  const { value, end } = parseCbor(octets);
  if (end !== octets.length) throw new ParseError('Something follows', end);
  const data = value instanceof Map ? value.get('authData') : undefined;
  if (!(data instanceof Uint8Array)) throw new ParseError('There is no authenticator data', 0);
  return parseAuthenticatorData(data);
}
