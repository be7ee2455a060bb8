import { timeText } from '#app/cli/views.ts';
import type { LimitInForce } from '#core/limits/limits-in-force.ts';
import type { HeldSender, SenderState } from '#store/operations/limits/find-sender.ts';
import { sendState } from '#store/send-profile.ts';

const stateNames: Readonly<Record<number, string>> = {
  [sendState.usual]: 'usual',
  [sendState.held]: 'held',
  [sendState.locked]: 'locked',
};

/** What is counted, as people read it. */
export const countNames = {
  messages: 'messages',
  recipients: 'recipients',
  strangers: 'first-time recipients',
} as const;

/** What `--json` shows of a limit; null is unlimited. */
export function limitView({ window, counts, max, set, used }: LimitInForce) {
  return { window, counts, max: max === 0 ? null : max, set, used };
}

/** What `--json` shows of how an account sends. */
export function senderView(state: SenderState | undefined) {
  if (state === undefined)
    return { state: 'usual', since: null, unusual: null, knownRecipients: 0 };
  const { unusual = null, known, profile } = state;
  return {
    state: stateNames[state.state] ?? 'unknown',
    since: timeText(state.since),
    unusual,
    knownRecipients: known,
    usual: {
      days: profile.days,
      messagesPerDay: profile.messagesUsual / 100,
      recipientsPerDay: profile.recipientsUsual / 100,
      strangersPerDay: profile.strangersUsual / 100,
      recipientsInBusiestHour: profile.peakUsual / 100,
    },
  };
}

/** What a list shows of an account whose mail is held. */
export function heldView({ address, state, since, heldMessages, unusual }: HeldSender) {
  const seen =
    unusual === undefined
      ? '-'
      : `${unusual.strangers} of ${unusual.recipients} recipients never written to, usual: ${unusual.usual}`;
  return {
    address,
    state: stateNames[state] ?? 'unknown',
    since: timeText(since),
    heldMessages,
    seen,
    unusual: unusual ?? null,
  };
}
