/** Webhooks of an application, and what happens to its mail, for the contract. */
import assert from 'node:assert/strict';

import { deliver } from '#store/operations/message/deliver.ts';
import { claimDue } from '#store/operations/queue/claim-due.ts';
import { type Attempt, recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { createWebhook } from '#store/operations/webhook/create-webhook.ts';
import { listWebhookEvents } from '#store/operations/webhook/webhook-events.ts';
import { findWebhook, type Webhook } from '#store/operations/webhook/webhook-row.ts';
import { type WebhookEventKind, webhookEventKinds } from '#store/webhook-event.ts';
import { facts, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Makes a webhook; returns its number. */
export async function hook(
  { store }: World,
  accountId: number,
  events: readonly WebhookEventKind[] = webhookEventKinds,
  url = 'https://hook.test/',
): Promise<number> {
  const draft = {
    actor: 'contract',
    accountId,
    url,
    events,
    secret: Uint8Array.of(1, 2),
    allowPrivate: true,
  };
  return (await store.write(createWebhook, draft)).webhookId;
}

/** Queues a message of the application's and says what becomes of its recipients. */
export async function attempt(
  world: World,
  accountId: number,
  ...tried: Attempt[]
): Promise<number> {
  const { store, tenantId } = world;
  const recipients = tried.map(({ address = '' }) => ({ address, domain: 'far.test' }));
  const sender = 'shop@example.test';
  const queue = { tenantId, accountId, sender, recipients, traceId: 'trace-1' };
  const people = { senderAccountId: accountId, recipientAccountIds: [] };
  const { queueId = 0 } = await store.write(
    deliver,
    {
      ...facts,
      digest: undefined,
      recipients: [],
      queue,
      whenFull: 'refuse',
      trace: {
        traceId: 'trace-1',
        tenantId,
        sender,
        recipients: recipients.map(({ address }) => address),
        messageIdHeader: '<1@shop>',
        people,
        steps: '',
      },
    },
    [draftOf('x')],
  );
  await store.write(claimDue, { destination: 'far.test', limit: 99 });
  await store.write(recordAttempts, { queueId, attempts: tried });
  return queueId;
}

/** Another server has taken it. */
export function sent(recipientNumber = 0): Attempt {
  const address = `r${recipientNumber}@far.test`;
  const verdict = { number: 1, code: 250, enhanced: '2.0.0', expired: false };
  return { recipientNumber, address, outcome: 'sent', reply: '250 2.0.0 Yes', verdict };
}

/** The events of a webhook with their payloads read, the oldest first. */
export async function told({ store }: World, { accountId, webhookId }: Webhook) {
  const rows = await store.read(listWebhookEvents, { accountId, webhookId, limit: 99 });
  return rows.map((row) => ({ ...row, payload: JSON.parse(row.payload) })).toReversed();
}

export async function found({ store }: World, webhookId: number): Promise<Webhook> {
  const webhook = await store.read(findWebhook, webhookId);
  assert.ok(webhook !== undefined);
  return webhook;
}
