import type { Services } from '#app/wiring/services.ts';
import type { SessionServer } from '#net/connection.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import { imapServer } from '#session/imap/server.ts';

/** IMAP on `imap` and `imaps`. */
export function wireImap(
  services: Services,
  { startTls, errorTally }: { readonly startTls: boolean; readonly errorTally: ErrorTally },
): SessionServer {
  const { settings, clock, log, authenticator, openLogins, mail } = services;
  return imapServer({
    hostName: settings.hostname,
    clock,
    log,
    authenticator,
    openLogins,
    mail,
    startTls,
    errorTally,
  });
}
