import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';

import type { RelaySettings } from '#app/settings.ts';
import type { Services } from '#app/wiring/services.ts';
import { relayQueue } from '#app/wiring/relay-queue.ts';
import { upstreamsOf } from '#app/wiring/resolver.ts';
import { systemRandom } from '#base/random.ts';
import { storedWaysOut } from '#core/queue/ways-out.ts';
import { TlsTally } from '#core/reports/sent/tls-tally.ts';
import { storedStsPolicies } from '#core/transport/sts-cache.ts';
import { dial } from '#net/dial.ts';
import { upstreamTrust } from '#net/dns/upstream-trust.ts';
import { httpsGet } from '#net/https-get.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { deliverHere } from '#relay/deliver-here.ts';
import { deliverToDestination } from '#relay/deliver-to-destination.ts';
import type { DestinationWorld } from '#relay/open-connection.ts';
import { Relay } from '#relay/relay.ts';
import { StsPolicies } from '#relay/sts-policies.ts';

/** Milliseconds that conversations with other servers may take to end when the server stops. Ours. */
const farewellMsMax = 5_000;

/** What brings mail to other servers, as the supervisor holds it. */
export type RunningRelay = {
  /** Begins nothing more, and breaks off what does not end in time. */
  readonly stop: () => Promise<void>;
};

/** Starts to work off the queue. */
export async function startRelay(
  services: Services,
  settings: RelaySettings,
  resolver: Resolver,
): Promise<RunningRelay> {
  const { store, clock, log, traceIds } = services;
  const { hostname: hostName } = services.settings;
  const cut = new AbortController();
  setMaxListeners(0, cut.signal); // One for each connection.
  const { queue, file: fileHeld } = relayQueue(services);
  const { addresses, port, authorities: file } = settings;
  const authorities = file === undefined ? {} : { authorities: readFileSync(file, 'utf8') };
  const { resolver: resolvers } = services.settings;
  const trust = upstreamTrust(resolvers === undefined ? [] : upstreamsOf(resolvers));
  if (!trust.local) log.warn('DANE is not used', { why: trust.text });
  const cache = storedStsPolicies(store);
  const tally = new TlsTally({ store, clock, log });
  const world: DestinationWorld = {
    resolver,
    stsPolicies: new StsPolicies({ resolver, get: httpsGet, cache, clock, log, ...authorities }),
    clock,
    dial: (target) => dial({ ...target, signal: cut.signal }),
    random: systemRandom,
    log,
    hostName,
    nextId: () => traceIds.next(),
    port,
    addresses,
    ...authorities,
    tally: tally.count,
    waysOut: storedWaysOut(store, services.secrets),
  };
  const relay = new Relay({
    queue,
    clock,
    log,
    deliver: (load) =>
      load.destination.kind === 'local'
        ? deliverHere({ file: fileHeld, log }, load)
        : deliverToDestination(world, load),
  });
  await relay.start();
  return {
    stop: async () => {
      const late = clock.after(farewellMsMax, () => cut.abort());
      await relay.stop();
      await tally.flush();
      late.cancel();
    },
  };
}
