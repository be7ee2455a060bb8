import type { Services } from '#app/wiring/services.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';

/** Loads JMAP and gives it what it asks. */
export async function wireJmap(services: Services): Promise<HttpHandler> {
  const { jmap } = await import('#session/http/jmap/jmap.ts');
  const { clock, log, mail, delivery, recipients, authenticator, traceIds, settings, webSessions } =
    services;
  const { StateWatches } = await import('#core/push/state-watches.ts');
  const { store, openLogins } = services;
  return jmap({
    states: new StateWatches({ store, clock, log }),
    openLogins,
    clock,
    log,
    mail,
    delivery,
    recipients,
    authenticator,
    webSessions,
    ids: traceIds,
    hostName: settings.hostname,
  });
}
