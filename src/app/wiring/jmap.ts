import type { Services } from '#app/wiring/services.ts';
import { systemRandom } from '#base/random.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';

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
    push: await wakeClients(services),
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

/** Nobody is woken where nothing goes out. */
async function wakeClients(services: Services): Promise<JmapServices['push']> {
  const { settings, resolver, store, clock, log, secrets } = services;
  if (settings.relay === undefined || resolver === undefined) return undefined;
  const { PushSubscriptions } = await import('#core/push/push-subscriptions.ts');
  const { openVapidKey } = await import('#core/push/vapid.ts');
  const subscriptions = new PushSubscriptions(store, { clock, random: systemRandom });
  try {
    const { publicKey } = await openVapidKey(store, secrets);
    return { subscriptions, applicationServerKey: publicKey };
  } catch (error) {
    // Mail can be read without being woken.
    log.error('Clients that sleep are not woken: no key', { error });
    return undefined;
  }
}
