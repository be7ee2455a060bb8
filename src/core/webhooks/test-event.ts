import { webhookMessage, type WebhookMessage } from '#core/webhooks/webhook-message.ts';

/** An event that says nothing but that it works; signed like all others. */
export function webhookTestMessage(
  about: { readonly webhookId: number; readonly application: string },
  keys: readonly Uint8Array[],
  now: number,
): WebhookMessage {
  const timestamp = new Date(now).toISOString();
  const { webhookId, application } = about;
  const data = { webhook: webhookId, application };
  const payload = JSON.stringify({ type: 'test', timestamp, data });
  return webhookMessage({ id: `msg_test_${now.toString(36)}`, payload }, keys, now);
}
