import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { WebhookEventKind } from '#store/webhook-event.ts';
import type { Tx, Work } from '#store/work.ts';

/** A receiver of an application's events. Times are milliseconds since the epoch. */
export type Webhook = {
  readonly webhookId: number;
  readonly accountId: number;
  readonly tenantId: number;
  readonly url: string;
  readonly events: readonly WebhookEventKind[];
  /** Sealed. */
  readonly secret: Uint8Array;
  /** The one before, sealed: it signs too until `formerUntil`. Empty without one. */
  readonly formerSecret: Uint8Array;
  readonly formerUntil: number;
  /** The operator lets it be on a network of our own. */
  readonly allowPrivate: boolean;
  readonly enabled: boolean;
  /** Why it was switched off; empty while it is enabled. */
  readonly disabledWhy: string;
  readonly createdAt: number;
  /** Since when nothing has got through; 0 while all is well. */
  readonly failingSince: number;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** Events that wait. */
  readonly pending: number;
  /** Events that were not kept, since too many waited. */
  readonly dropped: number;
};

type Row = Omit<Webhook, 'events' | 'allowPrivate' | 'enabled'> & {
  readonly events: string;
  readonly allowPrivate: number;
  readonly enabled: number;
};

const columns = `webhook_id AS "webhookId", account_id AS "accountId", tenant_id AS "tenantId",
  url AS "url", events AS "events", secret AS "secret", former_secret AS "formerSecret",
  former_until AS "formerUntil", allow_private AS "allowPrivate",
  enabled AS "enabled", disabled_why AS "disabledWhy", created_at AS "createdAt",
  failing_since AS "failingSince", failures AS "failures", pending AS "pending",
  dropped AS "dropped"`;

const selectOne = statement<Row>(`SELECT ${columns} FROM webhook WHERE webhook_id = ?1`);
const selectPage = statement<Row>(`
  SELECT ${columns} FROM webhook
  WHERE (account_id = ?1 OR ?1 = 0) AND (tenant_id = ?2 OR ?2 = 0) AND webhook_id > ?3
  ORDER BY webhook_id LIMIT ?4`);

/** The webhook of that number; undefined when it was removed. */
export function* webhookOf(tx: Tx, webhookId: number): Work<Webhook | undefined> {
  const row = yield* tx.maybe(selectOne, webhookId);
  return row === undefined ? undefined : readRow(row);
}

/** {@link webhookOf} for core. */
export const findWebhook = readOperation('findWebhook', webhookOf);

export type ListWebhooksInput = {
  /** Of this application only. */
  readonly accountId?: number;
  /** Of this tenant only. */
  readonly tenantId?: number;
  /** Goes on after this webhook. */
  readonly after?: number;
  readonly limit: number;
};

/** A page of webhooks by number, those that are switched off too. */
export const listWebhooks = readOperation(
  'listWebhooks',
  function* (tx, { accountId = 0, tenantId = 0, after = 0, limit }: ListWebhooksInput) {
    return (yield* tx.all(selectPage, accountId, tenantId, after, limit)).map(readRow);
  },
);

function readRow(row: Row): Webhook {
  return {
    ...row,
    events: JSON.parse(row.events) as WebhookEventKind[],
    allowPrivate: row.allowPrivate === 1,
    enabled: row.enabled === 1,
  };
}
