import type { Destination } from '#core/queue/destination.ts';
import type { DestinationWorld, Server } from '#relay/open-connection.ts';
import { findAddresses, findRoute, type RouteFailure } from '#relay/route.ts';

/** Each server of a destination with each of its addresses, the best first, looked up as needed. */
export async function* serversOf(
  world: DestinationWorld,
  destination: Destination,
): AsyncGenerator<Server | RouteFailure> {
  if (destination.kind !== 'domain') return;
  const { domain } = destination;
  const route = await findRoute(world.resolver, domain, world);
  if (route.kind === 'address') {
    yield { domain, host: domain, address: route.address, authenticated: false };
  }
  if (route.kind === 'failed' || route.kind === 'deferred') yield route;
  if (route.kind !== 'hosts') return;
  const { authenticated } = route;
  for (const host of route.hosts) {
    const addresses = await findAddresses(world.resolver, host);
    if ('kind' in addresses) yield addresses;
    else for (const address of addresses) yield { domain, host, address, authenticated };
  }
}
