import type { WatchStep } from '#core/applications/watch/watch-step.ts';
import { tlsFailureOf } from '#net/tls-failure.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** A connection without TLS has come; the listener tells of those that begin with it. */
export function connectedStep({ connection }: SmtpSession): WatchStep {
  return { kind: 'connected', port: connection.local.port, tls: false };
}

/** TLS is there. */
export function tlsStep({ connection: { tls } }: SmtpSession): WatchStep {
  const { protocol = '', cipher = '', serverName, nameKnown } = tls ?? {};
  return { kind: 'tls', protocol, cipher, serverName, nameKnown };
}

/** The handshake after STARTTLS failed: `error` is a ConnectionEnd with its cause. */
export function tlsFailedStep(error: unknown): WatchStep {
  const cause = error instanceof Error ? error.cause : undefined;
  return { kind: 'tls-failed', ...tlsFailureOf(cause) };
}
