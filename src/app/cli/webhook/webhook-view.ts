import { InvalidArgumentError } from 'commander';

import { timeText } from '#app/cli/views.ts';
import { webhookMessageId } from '#core/webhooks/webhook-message.ts';
import type { WebhookEvent } from '#store/operations/webhook/webhook-events.ts';
import type { Webhook } from '#store/operations/webhook/webhook-row.ts';
import {
  type WebhookEventKind,
  webhookEventKinds,
  webhookEventState,
} from '#store/webhook-event.ts';

/** What people call the states of src/store/webhook-event.ts. */
export const webhookStateNames = {
  waiting: webhookEventState.pending,
  delivered: webhookEventState.done,
  failed: webhookEventState.givenUp,
} as const;

/** What `--json` shows of a webhook; its secret never. */
export function webhookView(webhook: Webhook, application: string | undefined) {
  const { failingSince } = webhook;
  return {
    id: webhook.webhookId,
    application: application ?? null,
    url: webhook.url,
    events: webhook.events,
    allowPrivate: webhook.allowPrivate,
    enabled: webhook.enabled,
    disabledWhy: webhook.disabledWhy === '' ? null : webhook.disabledWhy,
    createdAt: timeText(webhook.createdAt),
    failingSince: failingSince === 0 ? null : timeText(failingSince),
    failures: webhook.failures,
    waiting: webhook.pending,
    dropped: webhook.dropped,
  };
}

/** How it goes, in a few words. */
export function webhookStateText(view: ReturnType<typeof webhookView>): string {
  if (!view.enabled) return `off: ${view.disabledWhy ?? ''}`;
  if (view.failingSince !== null) return `failing since ${view.failingSince.slice(0, 16)}Z`;
  return 'on';
}

/** What `--json` shows of an event. */
export function webhookEventView(event: WebhookEvent) {
  const { state, dueAt, lastAt, lastStatus, lastAnswer } = event;
  const payload: unknown = JSON.parse(event.payload);
  return {
    id: event.eventId,
    webhookId: webhookMessageId(event),
    kind: event.kind,
    state: stateName(state),
    attempts: event.attempts,
    createdAt: timeText(event.createdAt),
    nextAttemptAt: state === webhookEventState.pending ? timeText(dueAt) : null,
    lastAttemptAt: lastAt === 0 ? null : timeText(lastAt),
    status: lastStatus === 0 ? null : lastStatus,
    answer: lastAnswer === '' ? null : lastAnswer,
    payload,
  };
}

/** `delivered,bounced` as a list; every kind for `all`. */
export function parseEventKinds(text: string): readonly WebhookEventKind[] {
  const words = text
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.length === 1 && words[0] === 'all') return webhookEventKinds;
  const known = webhookEventKinds.filter((kind) => words.includes(kind));
  if (known.length > 0 && words.every((word) => known.some((kind) => kind === word))) return known;
  throw new InvalidArgumentError(`Known are ${webhookEventKinds.join(', ')}, with commas between.`);
}

function stateName(state: number): string {
  const found = Object.entries(webhookStateNames).find(([, value]) => value === state);
  return found?.[0] ?? 'unknown';
}
