import type { Services } from '#app/wiring/services.ts';
import type { SessionServer } from '#net/connection.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { smtpServer } from '#session/smtp/server.ts';

/** SMTP on `smtp`, `submission` and `submissions`, LMTP on `lmtp`. */
export function wireSmtp(
  services: Services,
  options: {
    readonly face: SmtpFace;
    readonly startTls: boolean;
    readonly errorTally: ErrorTally;
  },
): SessionServer {
  const {
    settings,
    clock,
    log,
    authenticator,
    openLogins,
    recipients,
    delivery,
    traceIds,
    applications,
    refusals,
    tap,
  } = services;
  const { face, startTls, errorTally } = options;
  return smtpServer(
    {
      hostName: settings.hostname,
      clock,
      log,
      authenticator,
      openLogins,
      recipients,
      delivery,
      ids: traceIds,
      startTls,
      errorTally,
      applications,
      refusals,
      tap,
    },
    face,
  );
}
