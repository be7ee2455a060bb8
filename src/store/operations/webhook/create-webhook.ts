import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import type { ApplicationRefusalCode } from '#store/operations/application/application-row.ts';
import { applicationOf } from '#store/operations/application/find-application.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import type { Webhook } from '#store/operations/webhook/webhook-row.ts';
import { statement } from '#store/statement.ts';
import type { WebhookRefusalCode } from '#store/webhook-event.ts';
import type { Work } from '#store/work.ts';

/** Webhooks of one application: each gets every event. Our choice. */
export const webhooksMax = 10;

const selectUrls = statement<{ webhookId: number; url: string }>(
  'SELECT webhook_id AS "webhookId", url AS "url" FROM webhook WHERE account_id = ?1',
);
const insertWebhook = statement(`
  INSERT INTO webhook (account_id, webhook_id, tenant_id, url, events, secret, former_secret,
    former_until, allow_private, enabled, disabled_why, created_at, failing_since, failures, rest_until, pending, dropped)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?9, 0, ?7, 1, '', ?8, 0, 0, 0, 0, 0)`);

export type CreateWebhookInput = Pick<
  Webhook,
  'accountId' | 'url' | 'events' | 'secret' | 'allowPrivate'
> & {
  /** For the audit log. */
  readonly actor: string;
};

/**
 * Lets a receiver hear of an application's mail from now on.
 *
 * @throws {Refusal} `application.absent`, `webhook.exists`, `webhook.limit`.
 */
export const createWebhook = writeOperation(
  'createWebhook',
  function* (tx, input: CreateWebhookInput): Work<{ webhookId: number }> {
    const { actor, accountId, url, events, secret, allowPrivate } = input;
    const application =
      (yield* applicationOf(tx, accountId)) ??
      refuse<ApplicationRefusalCode>('application.absent', `Account ${accountId} is none`);
    const others = yield* tx.all(selectUrls, accountId);
    const same = others.find((other) => other.url === url);
    if (same !== undefined) {
      refuse<WebhookRefusalCode>('webhook.exists', `Webhook ${same.webhookId} has this URL`);
    }
    if (others.length >= webhooksMax) {
      refuse<WebhookRefusalCode>('webhook.limit', `There are ${webhooksMax} webhooks already`);
    }
    const webhookId = yield* takeId(tx, 'webhook');
    const { tenantId } = application;
    yield* tx.run(
      insertWebhook,
      accountId,
      webhookId,
      tenantId,
      url,
      JSON.stringify(events),
      secret,
      allowPrivate ? 1 : 0,
      tx.now,
      new Uint8Array(0),
    );
    const detail = { application: application.name, host: new URL(url).host, events, allowPrivate };
    const target = String(webhookId);
    yield* recordChange(tx, { tenantId, actor, action: 'webhook.create', target, detail });
    return { webhookId };
  },
);
