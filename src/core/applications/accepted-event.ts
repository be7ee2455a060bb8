import type { Login } from '#core/auth/login-context.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type { ApplicationEventDraft } from '#store/operations/application/application-events.ts';

/** Recipients that the log names; the others are a number. Our choice. */
const namedMax = 5;

/** What the log of an application says of a message that was accepted. */
export function acceptedEvent(login: Login, envelope: Envelope): ApplicationEventDraft {
  const { sender, recipients, origin, id } = envelope;
  const named = recipients.slice(0, namedMax).map(({ address }) => address);
  const others = recipients.length - named.length;
  const to = named.join(', ') + (others === 0 ? '' : ` and ${others} more`);
  return {
    accountId: login.accountId,
    outcome: 'accepted',
    stage: 'message',
    remoteAddress: origin.remoteAddress,
    traceId: id,
    words: `From ${sender === '' ? '<>' : sender} to ${to}`,
  };
}
