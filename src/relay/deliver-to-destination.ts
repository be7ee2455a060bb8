import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { ServerReply } from '#proto/smtp/reply-reader.ts';
import { resultsOfFailure } from '#relay/attempt-results.ts';
import { bringTo } from '#relay/bring-to.ts';
import type { Load } from '#relay/load.ts';
import type { DestinationWorld } from '#relay/open-connection.ts';
import type { RouteFailure } from '#relay/route.ts';
import { serversOf } from '#relay/servers-of.ts';
import { Work } from '#relay/work.ts';

/** RFC 3463 §3.5 X.4.1. */
const nobodyAnswered: ServerReply = {
  code: 450,
  enhanced: '4.4.1',
  lines: ['No mail server answered'],
};

/**
 * Brings messages to the servers of one destination: the best that answers gets them all, over one
 * connection after another (RFC 5321 §5.1); what it may not have goes to the next that may. Where no
 * server fits the domain's TLS policy, those are asked once more by messages that rather arrive (RFC
 * 8689 §4.2.2). Every message of the load is settled once.
 *
 * @returns Whether a server was reached, or nobody needs to be asked again.
 */
export async function deliverToDestination(world: DestinationWorld, load: Load): Promise<boolean> {
  const work = new Work(load);
  work.waiting = await load.next();
  if (work.waiting === undefined) return true;
  const last = await askServers(world, work);
  if (last === undefined) return true;
  const { careless = [], careful = [] } = Object.groupBy(work.rest(), ({ facts }) => {
    return work.untrusted && facts.tlsRequiredNo === true ? 'careless' : 'careful';
  });
  for (const message of careful) await load.settle(message, resultsOfFailure(message, last));
  const reached = work.done > 0 || last.kind === 'failed';
  if (careless.length === 0) return reached;
  return (await deliverCarelessly(world, load, careless)) || reached;
}

/** Whatever the TLS policies of the domain say. @returns Whether a server was reached. */
async function deliverCarelessly(
  world: DestinationWorld,
  load: Load,
  messages: readonly ClaimedMessage[],
): Promise<boolean> {
  const work = new Work(listed(load, messages));
  work.waiting = await work.load.next();
  const last = await askServers({ ...world, passesPolicies: true }, work);
  if (last === undefined) return true;
  for (const message of work.rest()) await load.settle(message, resultsOfFailure(message, last));
  return work.done > 0;
}

/** A load of these messages only. */
function listed(load: Load, messages: readonly ClaimedMessage[]): Load {
  const left = [...messages];
  return {
    destination: load.destination,
    next: async () => left.shift(),
    rest: () => left.splice(0),
    body: (message) => load.body(message),
    settle: (message, results) => load.settle(message, results),
    succeeded: () => load.succeeded(),
  };
}

/** @returns Why no server takes what is left; undefined when nothing is. */
async function askServers(world: DestinationWorld, work: Work): Promise<RouteFailure | undefined> {
  let last: RouteFailure = { kind: 'deferred', answer: nobodyAnswered };
  for await (const server of serversOf(world, work.load.destination)) {
    let failure: RouteFailure | undefined;
    if ('kind' in server) failure = server;
    else {
      work.begin(server.host);
      if (work.waiting !== undefined) failure = await bringTo(world, server, work);
    }
    if (failure !== undefined) work.failed(failure);
    last = failure ?? last;
    if (work.over) return undefined;
  }
  await work.giveUp();
  return last;
}
