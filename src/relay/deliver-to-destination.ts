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
 * connection after another (RFC 5321 §5.1); what it may not have goes to the next that may. Every
 * message of the load is settled once.
 *
 * @returns Whether a server was reached, or nobody needs to be asked again.
 */
export async function deliverToDestination(world: DestinationWorld, load: Load): Promise<boolean> {
  const work = new Work(load);
  work.waiting = await load.next();
  let last: RouteFailure = { kind: 'deferred', answer: nobodyAnswered };
  if (work.waiting === undefined) return true;
  for await (const server of serversOf(world, load.destination)) {
    let failure: RouteFailure | undefined;
    if ('kind' in server) failure = server;
    else {
      work.begin(server.host);
      if (work.waiting !== undefined) failure = await bringTo(world, server, work);
    }
    if (failure !== undefined) work.failed(failure);
    last = failure ?? last;
    if (work.over) return true;
  }
  await work.giveUp();
  for (const message of work.rest()) await load.settle(message, resultsOfFailure(message, last));
  return work.done > 0 || last.kind === 'failed';
}
