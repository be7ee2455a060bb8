import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import {
  type PushRefusalCode,
  pushState,
  type PushSubscriptionRow,
  pushWatchId,
} from '#store/push-subscription.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Push subscriptions of one account: each device and browser has one. Our choice. */
export const pushSubscriptionsMax = 32;

/** Subscriptions listed at once. */
export const pushPageRows = 500;

const columns = `account_id AS "accountId", subscription_id AS "subscriptionId",
  credential_id AS "credentialId", web_session_id AS "webSessionId",
  device_client_id AS "deviceClientId", url AS "url", public_key AS "publicKey",
  secret AS "secret", code AS "code", state AS "state", types AS "types",
  expires_at AS "expiresAt", pushed_modseq AS "pushedModseq"`;

const countRows = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM push_subscription WHERE account_id = ?1 AND expires_at > ?2',
);
const deleteSameDevice = statement(`
  DELETE FROM push_subscription WHERE account_id = ?1 AND credential_id = ?2
    AND web_session_id = ?3 AND device_client_id = ?4 AND url = ?5`);
const insertRow = statement(`
  INSERT INTO push_subscription (account_id, subscription_id, credential_id, web_session_id,
    device_client_id, url, public_key, secret, code, state, types, expires_at, created_at,
    pushed_modseq)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
    (SELECT modseq FROM account WHERE account_id = ?1))`);
const selectOwn = statement<PushSubscriptionRow>(`
  SELECT ${columns} FROM push_subscription
  WHERE account_id = ?1 AND credential_id = ?2 AND web_session_id = ?3 AND expires_at > ?4
  ORDER BY subscription_id`);
const selectPage = statement<PushSubscriptionRow>(`
  SELECT ${columns} FROM push_subscription
  WHERE (account_id > ?1 OR (account_id = ?1 AND subscription_id > ?2)) AND expires_at > ?3
  ORDER BY account_id, subscription_id LIMIT ${pushPageRows}`);
const updateRow = statement(`
  UPDATE push_subscription SET state = ?3, types = ?4, expires_at = ?5
  WHERE account_id = ?1 AND subscription_id = ?2`);
const noteAsked = statement(`
  UPDATE push_subscription SET state = 1
  WHERE account_id = ?1 AND subscription_id = ?2 AND state = 0`);
const notePushed = statement(`
  UPDATE push_subscription SET pushed_modseq = ?3
  WHERE account_id = ?1 AND subscription_id = ?2 AND pushed_modseq < ?3`);
const deleteRow = statement(
  'DELETE FROM push_subscription WHERE account_id = ?1 AND subscription_id = ?2',
);
const deleteExpired = statement(`
  DELETE FROM push_subscription WHERE (account_id, subscription_id) IN (
    SELECT account_id, subscription_id FROM push_subscription WHERE expires_at < ?1 LIMIT ?2)`);

/** Whose subscriptions: each login sees its own alone (RFC 8620 §7.2). */
export type PushOwner = Pick<PushSubscriptionRow, 'accountId' | 'credentialId' | 'webSessionId'>;

type Which = Pick<PushSubscriptionRow, 'accountId' | 'subscriptionId'>;

/**
 * Adds a subscription; one of the same device and URL makes room for it.
 *
 * @throws {Refusal} `push.limit`
 */
export const addPushSubscription = writeOperation(
  'addPushSubscription',
  function* (
    tx,
    input: Omit<PushSubscriptionRow, 'subscriptionId' | 'state' | 'pushedModseq'>,
  ): Work<{ subscriptionId: number }> {
    const { accountId, credentialId, webSessionId, deviceClientId, url } = input;
    const { count } = yield* tx.one(countRows, accountId, tx.now);
    if (count >= pushSubscriptionsMax) {
      refuse<PushRefusalCode>('push.limit', `There are ${count} push subscriptions already`);
    }
    const subscriptionId = yield* takeId(tx, 'push_subscription');
    const owner = [credentialId, webSessionId] as const;
    yield* tx.run(deleteSameDevice, accountId, ...owner, deviceClientId, url);
    const { publicKey, secret, code, types, expiresAt } = input;
    const keys = [deviceClientId, url, publicKey, secret] as const;
    const rest = [code, pushState.fresh, types, expiresAt, tx.now] as const;
    yield* tx.run(insertRow, accountId, subscriptionId, ...owner, ...keys, ...rest);
    tell(tx);
    return { subscriptionId };
  },
);

/** Changes what a client may change. @throws {Refusal} `push.absent` */
export const updatePushSubscription = writeOperation(
  'updatePushSubscription',
  function* (
    tx,
    input: Which & Pick<PushSubscriptionRow, 'state' | 'types' | 'expiresAt'>,
  ): Work<void> {
    const { accountId, subscriptionId, state, types, expiresAt } = input;
    const changed = yield* tx.run(updateRow, accountId, subscriptionId, state, types, expiresAt);
    if (changed === 0) refuse<PushRefusalCode>('push.absent', 'No such push subscription');
    tell(tx);
  },
);

/** Removes a subscription; one that is not there is removed already. */
export const removePushSubscription = writeOperation(
  'removePushSubscription',
  function* (tx, { accountId, subscriptionId }: Which): Work<void> {
    yield* tx.run(deleteRow, accountId, subscriptionId);
    tell(tx);
  },
);

/** Notes that the code went out, or up to where changes were pushed. */
export const notePush = writeOperation(
  'notePush',
  function* (tx, input: Which & { readonly asked: boolean; readonly modseq: number }): Work<void> {
    const { accountId, subscriptionId, asked, modseq } = input;
    if (asked) yield* tx.run(noteAsked, accountId, subscriptionId);
    else yield* tx.run(notePushed, accountId, subscriptionId, modseq);
  },
);

/** Forgets subscriptions whose time is over. */
export const prunePushSubscriptions = writeOperation(
  'prunePushSubscriptions',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    return { removed: yield* tx.run(deleteExpired, before, limit) };
  },
);

/** The subscriptions of one login. */
export const ownPushSubscriptions = readOperation(
  'ownPushSubscriptions',
  function* (tx, owner: PushOwner): Work<PushSubscriptionRow[]> {
    const { accountId, credentialId, webSessionId } = owner;
    return yield* tx.all(selectOwn, accountId, credentialId, webSessionId, tx.now);
  },
);

/** A page of everybody's subscriptions, {@link pushPageRows} at most. */
export const pagePushSubscriptions = readOperation(
  'pagePushSubscriptions',
  function* (tx, { accountId, subscriptionId }: Which): Work<PushSubscriptionRow[]> {
    return yield* tx.all(selectPage, accountId, subscriptionId, tx.now);
  },
);

function tell(tx: Tx): void {
  tx.changed({ accountId: pushWatchId, modseq: 0, mailboxIds: [] });
}
