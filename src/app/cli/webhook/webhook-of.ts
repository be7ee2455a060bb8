import { refuse } from '#base/refusal.ts';
import { findWebhook, listWebhooks, type Webhook } from '#store/operations/webhook/webhook-row.ts';
import type { Store } from '#store/store.ts';
import type { WebhookRefusalCode } from '#store/webhook-event.ts';

/** Webhooks read at once. */
const pageRows = 500;

/** The webhook of that number. @throws {Refusal} `webhook.absent`. */
export async function webhookOf(store: Store, webhookId: number): Promise<Webhook> {
  const webhook = await store.read(findWebhook, webhookId);
  return (
    webhook ?? refuse<WebhookRefusalCode>('webhook.absent', `There is no webhook ${webhookId}`)
  );
}

/** All webhooks, or those of one application. */
export async function webhooksOf(
  store: Store,
  conditions: { readonly accountId?: number; readonly tenantId?: number },
): Promise<readonly Webhook[]> {
  const rows: Webhook[] = [];
  for (;;) {
    const after = rows.at(-1)?.webhookId ?? 0;
    const page = await store.read(listWebhooks, { ...conditions, after, limit: pageRows });
    rows.push(...page);
    if (page.length < pageRows) return rows;
  }
}
