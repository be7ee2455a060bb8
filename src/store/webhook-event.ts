/** What a receiver can be told of an application's mail. */
export const webhookEventKinds = ['delivered', 'deferred', 'bounced', 'complained'] as const;

export type WebhookEventKind = (typeof webhookEventKinds)[number];

/** What `webhook_event.state` says. */
export const webhookEventState = {
  /** Waits, or is on its way. */
  pending: 1,
  /** The receiver took it. */
  done: 2,
  /** Every attempt failed. */
  givenUp: 3,
} as const;

/** Refusals of the operations on webhooks. */
export type WebhookRefusalCode =
  /** There is none of that number. */
  | 'webhook.absent'
  /** The application tells this URL already. */
  | 'webhook.exists'
  /** The application has as many as it may have. */
  | 'webhook.limit'
  /** It is switched off, so nothing is sent. */
  | 'webhook.disabled'
  /** There is no event of that number, or it is forgotten. */
  | 'webhook-event.absent';
