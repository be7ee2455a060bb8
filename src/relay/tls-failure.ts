import type { TlsFailureType } from '#core/reports/tls-result.ts';
import { type Distrust, PeerDistrusted } from '#net/peer-verdict.ts';

/** A failure as reports name it (RFC 8460 §4.3), and in words. */
export type TlsFailure = {
  readonly result: TlsFailureType;
  readonly why: string;
  /** For reports: a code of the TLS library where there is one. */
  readonly reason: string;
};

const results = {
  'host-mismatch': 'certificate-host-mismatch',
  expired: 'certificate-expired',
  'not-trusted': 'certificate-not-trusted',
  tlsa: 'validation-failure',
} as const satisfies Record<Distrust['reason'], TlsFailureType>;

/** What a certificate that is not the right one is called (RFC 8460 §4.3.1). */
export function distrustFailure({ reason, why, code }: Distrust): TlsFailure {
  return { result: results[reason], why, reason: code };
}

/** Why TLS did not come about, from what STARTTLS threw. */
export function handshakeFailure(error: unknown): TlsFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof PeerDistrusted) return distrustFailure(cause.distrust);
  const why = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return { result: 'validation-failure', why: `TLS did not come about: ${why}`, reason: code };
}
