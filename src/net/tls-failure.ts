/** Why a handshake failed, as far as a server can tell. */
export type TlsFailureKind =
  | 'plain-on-tls'
  | 'silent'
  | 'version'
  | 'cipher'
  | 'unknown-authority'
  | 'expired'
  | 'certificate'
  | 'other';

/** A handshake that failed; `detail` is for the log. */
export type TlsFailure = { readonly failure: TlsFailureKind; readonly detail: string };

/** What OpenSSL calls each of them; the alerts are the client's (RFC 8446 §6.2). */
const kinds: readonly (readonly [RegExp, TlsFailureKind])[] = [
  [/HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|NOT_SSL/u, 'plain-on-tls'],
  [/UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW/u, 'version'],
  [/NO_SHARED_CIPHER|ALERT_HANDSHAKE_FAILURE/u, 'cipher'],
  [/ALERT_UNKNOWN_CA/u, 'unknown-authority'],
  [/ALERT_CERTIFICATE_EXPIRED/u, 'expired'],
  [
    /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED)/u,
    'certificate',
  ],
];

/** @param octets How many came from the client, where that is known. */
export function tlsFailureOf(error: unknown, octets?: number): TlsFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  const known = kinds.find(([pattern]) => pattern.test(code));
  const detail = code === '' ? message : code;
  if (known !== undefined) return { failure: known[1], detail };
  return { failure: octets === 0 ? 'silent' : 'other', detail };
}
