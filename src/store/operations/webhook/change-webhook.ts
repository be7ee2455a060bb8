import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { type Webhook, webhookOf } from '#store/operations/webhook/webhook-row.ts';
import { statement } from '#store/statement.ts';
import type { WebhookRefusalCode } from '#store/webhook-event.ts';
import type { Tx, Work } from '#store/work.ts';

/** Events that go in one write with their webhook; the others go before it. Ours: some 10 ms. */
const removedEventsMax = 500;

const enable = statement(`
  UPDATE webhook SET enabled = 1, disabled_why = '', failing_since = 0, failures = 0,
    rest_until = 0
  WHERE account_id = ?1 AND webhook_id = ?2`);
const disable = statement(
  'UPDATE webhook SET enabled = 0, disabled_why = ?3 WHERE account_id = ?1 AND webhook_id = ?2',
);
const replaceSecret = statement(`
  UPDATE webhook SET former_secret = secret, former_until = ?4, secret = ?3
  WHERE account_id = ?1 AND webhook_id = ?2`);
const deleteEvents = statement(`
  DELETE FROM webhook_event WHERE account_id = ?1 AND event_id IN (
    SELECT event_id FROM webhook_event WHERE account_id = ?1 AND webhook_id = ?2 LIMIT ?3)`);
const deleteWebhook = statement('DELETE FROM webhook WHERE account_id = ?1 AND webhook_id = ?2');

export type ChangeWebhookInput = {
  readonly actor: string;
  readonly webhookId: number;
};

/**
 * Switches a webhook on or off. What waits is kept and goes on when it is on again.
 *
 * @throws {Refusal} `webhook.absent`.
 */
export const setWebhookEnabled = writeOperation(
  'setWebhookEnabled',
  function* (
    tx,
    { actor, webhookId, enabled }: ChangeWebhookInput & { readonly enabled: boolean },
  ): Work<void> {
    const webhook = yield* present(tx, webhookId);
    const { accountId, tenantId } = webhook;
    if (enabled) yield* tx.run(enable, accountId, webhookId);
    else yield* switchOff(tx, webhook, `by ${actor}`);
    const action = enabled ? 'webhook.enable' : 'webhook.disable';
    yield* recordChange(tx, { tenantId, actor, action, target: String(webhookId) });
  },
);

/**
 * Gives a webhook another secret. The one before signs too for a while, so that the receiver can
 * take the new one without missing an event.
 *
 * @param input.secret Sealed.
 * @throws {Refusal} `webhook.absent`.
 */
export const rotateWebhookSecret = writeOperation(
  'rotateWebhookSecret',
  function* (
    tx,
    input: ChangeWebhookInput & { readonly secret: Uint8Array; readonly formerMs: number },
  ): Work<void> {
    const { actor, webhookId, secret, formerMs } = input;
    const { accountId, tenantId } = yield* present(tx, webhookId);
    yield* tx.run(replaceSecret, accountId, webhookId, secret, tx.now + formerMs);
    const target = String(webhookId);
    yield* recordChange(tx, { tenantId, actor, action: 'webhook.rotate', target });
  },
);

/**
 * Removes a webhook and its events, these in slices: call it until nothing is left.
 *
 * @throws {Refusal} `webhook.absent`.
 */
export const removeWebhook = writeOperation(
  'removeWebhook',
  function* (tx, { actor, webhookId }: ChangeWebhookInput): Work<{ left: boolean }> {
    const webhook = yield* present(tx, webhookId);
    const { accountId, tenantId } = webhook;
    const removed = yield* tx.run(deleteEvents, accountId, webhookId, removedEventsMax);
    if (removed === removedEventsMax) {
      yield* switchOff(tx, webhook, 'it is being removed');
      return { left: true };
    }
    yield* tx.run(deleteWebhook, accountId, webhookId);
    const detail = { host: new URL(webhook.url).host };
    const target = String(webhookId);
    yield* recordChange(tx, { tenantId, actor, action: 'webhook.remove', target, detail });
    return { left: false };
  },
);

/** Lets a webhook hear of nothing more. @param why For people. */
export function* switchOff(
  tx: Tx,
  { accountId, webhookId }: Pick<Webhook, 'accountId' | 'webhookId'>,
  why: string,
): Work<void> {
  yield* tx.run(disable, accountId, webhookId, why);
}

function* present(tx: Tx, webhookId: number): Work<Webhook> {
  const webhook = yield* webhookOf(tx, webhookId);
  return (
    webhook ?? refuse<WebhookRefusalCode>('webhook.absent', `There is no webhook ${webhookId}`)
  );
}
