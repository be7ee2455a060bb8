import type { RunningRelay } from '#app/wiring/relay.ts';
import { relayQueue } from '#app/wiring/relay-queue.ts';
import type { Services } from '#app/wiring/services.ts';
import type { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { deliverHere } from '#relay/deliver-here.ts';
import { Relay } from '#relay/relay.ts';

/** Files what was held for people here, on a server that sends nothing to others. */
export async function startHeldMail(services: Services): Promise<RunningRelay> {
  const { clock, log } = services;
  const { queue, file } = relayQueue(services);
  const relay = new Relay({
    queue: onlyHere(queue),
    clock,
    log,
    deliver: (load) => deliverHere({ file, log }, load),
  });
  await relay.start();
  return { stop: () => relay.stop() };
}

function onlyHere(queue: OutboundQueue): ConstructorParameters<typeof Relay>[0]['queue'] {
  return {
    recover: () => queue.recover(),
    destinations: async (after) => (after === '' ? await queue.here() : []),
    claim: (destination, limit) => queue.claim(destination, limit),
    body: (message) => queue.body(message),
    settle: (message, results) => queue.settle(message, results),
  };
}
