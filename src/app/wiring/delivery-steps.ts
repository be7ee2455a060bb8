import type { Services } from '#app/wiring/services.ts';
import type { Settled } from '#core/queue/outbound-queue.ts';

const outcomes = { sent: 'delivered', deferred: 'deferred', failed: 'failed' } as const;

/** Tells whoever watches an application what other servers said to its message. */
export function deliverySteps({ tap, clock }: Pick<Services, 'tap' | 'clock'>): Settled {
  return ({ queueId }, judged) => {
    if (!tap.active) return;
    for (const { recipient, attempt } of judged) {
      const about = { at: clock.now(), connection: '', remoteAddress: '', face: 'relay' };
      const outcome = outcomes[attempt.outcome];
      const words = attempt.reply;
      tap.note({
        kind: 'delivery',
        queueId,
        recipient: recipient.address,
        outcome,
        words,
        ...about,
      });
    }
  };
}
