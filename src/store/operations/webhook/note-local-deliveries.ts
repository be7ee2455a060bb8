import type { DeliveredRecipient, DeliverInput } from '#store/operations/message/deliver.ts';
import {
  listeningWebhooks,
  noteWebhookEvents,
  type WebhookEventDraft,
} from '#store/operations/webhook/note-webhook-events.ts';
import type { Tx, Work } from '#store/work.ts';

/** The application that sent a message, and how it knows the message. */
export type SendingApplication = { readonly accountId: number; readonly traceId: string };

/** Lets the webhooks of an application hear who has its message already: people of this server. */
export function* noteLocalDeliveries(
  tx: Tx,
  { accountId, traceId }: SendingApplication,
  filed: {
    readonly input: Pick<DeliverInput, 'recipients' | 'trace'>;
    readonly results: readonly DeliveredRecipient[];
  },
): Work<void> {
  const { input, results } = filed;
  const { trace } = input;
  if (trace?.people === undefined) return;
  const have = new Set(
    results.flatMap((result, index) => {
      const id = input.recipients[index]?.accountId;
      return result.ok && !result.duplicate && id !== undefined ? [id] : [];
    }),
  );
  if (have.size === 0) return;
  const webhooks = yield* listeningWebhooks(tx, accountId);
  if (webhooks.length === 0) return;
  const { sender, recipients, people, messageIdHeader } = trace;
  const messageId = messageIdHeader ?? null;
  const about = { traceId, queueId: null, messageId, sender };
  const drafts = recipients.flatMap((recipient, index): WebhookEventDraft[] => {
    const ids = people.recipientAccountIds[index] ?? [];
    if (!ids.some((id) => have.has(id))) return [];
    return [{ kind: 'delivered', data: { ...about, recipient, remote: null, attempt: 1 } }];
  });
  yield* noteWebhookEvents(tx, { accountId, webhooks }, drafts);
}
