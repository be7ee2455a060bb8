import type { Services } from '#app/wiring/services.ts';
import { openMaildrop } from '#core/mailbox/open-maildrop.ts';
import type { SessionServer } from '#net/connection.ts';
import type { ErrorTally } from '#session/error-budget.ts';
import { pop3Server } from '#session/pop3/server.ts';

/** POP3 on `pop3` and `pop3s`. */
export function wirePop3(
  services: Services,
  { startTls, errorTally }: { readonly startTls: boolean; readonly errorTally: ErrorTally },
): SessionServer {
  const { settings, clock, store, log, authenticator, openLogins } = services;
  return pop3Server({
    hostName: settings.hostname,
    log,
    authenticator,
    openLogins,
    openMaildrop: (accountId) => openMaildrop({ store, clock }, accountId),
    startTls,
    errorTally,
  });
}
