import type { Envelope } from '#core/delivery/envelope.ts';
import type { MailArguments } from '#proto/smtp/mail-arguments.ts';

/** When a message is to go out and to arrive, as MAIL wishes it, in milliseconds since the epoch. */
export function wishesOf(
  { hold, deliverBy, priority }: Pick<MailArguments, 'hold' | 'deliverBy' | 'priority'>,
  now: number,
): Pick<Envelope, 'releaseAt' | 'priority' | 'deliverBy'> {
  const until = hold !== undefined && 'until' in hold ? hold.until : undefined;
  const seconds = hold !== undefined && 'seconds' in hold ? hold.seconds : undefined;
  return {
    releaseAt: seconds === undefined ? until : now + seconds * 1_000,
    priority,
    deliverBy:
      deliverBy === undefined
        ? undefined
        : {
            at: now + deliverBy.seconds * 1_000,
            mode: deliverBy.mode,
            trace: deliverBy.trace,
          },
  };
}
