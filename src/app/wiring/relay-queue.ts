import { deliverySteps } from '#app/wiring/delivery-steps.ts';
import type { Services } from '#app/wiring/services.ts';
import { systemRandom } from '#base/random.ts';
import { type FileHeld, heldMail } from '#core/queue/held-mail.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { senderReports } from '#core/queue/sender-reports.ts';

/** The queue as the relay sees it, and how what was held is filed here. */
export function relayQueue(services: Services): { queue: OutboundQueue; file: FileHeld } {
  const { store, clock, log, delivery, recipients, vacation, traceIds: ids } = services;
  const { hostname: hostName } = services.settings;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const world = { store, clock, log, delivery, recipients, ids };
  const queue = new OutboundQueue(store, {
    clock,
    random: systemRandom,
    settled: deliverySteps(services),
    report: senderReports({ ...world, hostName, timeZone }),
  });
  return { queue, file: heldMail({ ...world, vacation }) };
}
