import type { Destination } from '#core/queue/destination.ts';
import type { SmartHostLine } from '#core/queue/ways-out.ts';
import { ipVersion } from '#net/networks.ts';
import type { DestinationWorld, Server } from '#relay/open-connection.ts';
import { findAddresses, findRoute, type RouteFailure } from '#relay/route.ts';
import { smartHostPolicy } from '#relay/smart-host-policy.ts';

/** Each server of a destination with each of its addresses, the best first, looked up as needed. */
export async function* serversOf(
  world: DestinationWorld,
  destination: Destination,
): AsyncGenerator<Server | RouteFailure> {
  const source = await sourceOf(world, destination.source);
  for await (const server of unsourced(world, destination)) {
    yield 'kind' in server || source === undefined ? server : { ...server, source };
  }
}

/** The domain's own addresses; undefined where it has none. */
async function sourceOf({ waysOut }: DestinationWorld, domain: string) {
  return domain === '' ? undefined : await waysOut?.source(domain);
}

function unsourced(
  world: DestinationWorld,
  destination: Destination,
): AsyncGenerator<Server | RouteFailure> {
  if (destination.kind === 'local') throw new Error('Mail for people here goes to no server');
  if (destination.kind === 'domain') return serversOfDomain(world, destination.domain);
  if (destination.kind === 'smart-host') return serversOfSmartHost(world, destination.id);
  const { host, port } = destination;
  return serversOfHost(world, { host, domain: host, port });
}

async function* serversOfDomain(
  world: DestinationWorld,
  domain: string,
): AsyncGenerator<Server | RouteFailure> {
  const route = await findRoute(world.resolver, domain, world);
  if (route.kind === 'address') {
    yield { domain, host: domain, address: route.address, authenticated: false };
  }
  if (route.kind === 'failed' || route.kind === 'deferred') yield route;
  if (route.kind !== 'hosts') return;
  const { authenticated } = route;
  for (const host of route.hosts) yield* serversOfHost(world, { domain, host, authenticated });
}

async function* serversOfSmartHost(
  world: DestinationWorld,
  id: number,
): AsyncGenerator<Server | RouteFailure> {
  let line: SmartHostLine | undefined;
  try {
    line = await world.waysOut?.smartHost(id);
  } catch (error) {
    world.log.error('Cannot read the login of a smart host', { smartHost: id, error });
  }
  if (line === undefined) {
    const lines = [
      `The smart host ${id} cannot be used; "postamt queue route" sends it another way`,
    ];
    yield { kind: 'deferred', answer: { code: 450, enhanced: '4.3.5', lines } };
    return;
  }
  const { host, port, tls, login } = line;
  const policy = smartHostPolicy(line, world.authorities);
  const how = { port, policy, implicitTls: tls === 'implicit', login };
  yield* serversOfHost(world, { host, domain: host, ...how });
}

/** A server that is named: a textual address, or the addresses of its name. */
async function* serversOfHost(
  world: DestinationWorld,
  named: Omit<Server, 'address' | 'authenticated'> & { readonly authenticated?: boolean },
): AsyncGenerator<Server | RouteFailure> {
  const { host, authenticated = false } = named;
  if (ipVersion(host) !== 0) {
    yield { ...named, address: host, authenticated };
    return;
  }
  const addresses = await findAddresses(world.resolver, host);
  if ('kind' in addresses) yield addresses;
  else for (const address of addresses) yield { ...named, address, authenticated };
}
