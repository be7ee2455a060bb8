import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import { findByPath } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Subscribed names without a mailbox, per account. Ours. */
const subscriptionsMax = 5_000;

const updateMailbox = statement(`
  UPDATE mailbox SET subscribed = ?3, modseq = ?4, details_modseq = ?4
  WHERE account_id = ?1 AND mailbox_id = ?2`);
const countRows = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM subscription WHERE account_id = ?1',
);
const insertRow = statement(`
  INSERT INTO subscription (account_id, path) VALUES (?1, ?2) ON CONFLICT DO NOTHING`);
const deleteRow = statement('DELETE FROM subscription WHERE account_id = ?1 AND path = ?2');

export type SetSubscribedInput = {
  readonly accountId: number;
  /** Need not exist (RFC 9051 §6.3.7). */
  readonly path: readonly string[];
  readonly subscribed: boolean;
};

/** @throws {Refusal} `mailbox.name`, `limit.subscriptions`, `account.absent`. */
export const setSubscribed = writeOperation(
  'setSubscribed',
  function* (tx, { accountId, path, subscribed }: SetSubscribedInput): Work<{ modseq: number }> {
    const stored = storedPath(path);
    const mailbox = yield* findByPath(tx, accountId, stored);
    if (mailbox === undefined && subscribed) {
      const { count } = yield* tx.one(countRows, accountId);
      if (count >= subscriptionsMax) {
        refuse<MailRefusalCode>('limit.subscriptions', `At most ${subscriptionsMax} subscriptions`);
      }
    }
    const modseq = yield* takeModseq(tx, accountId);
    const mailboxIds = mailbox === undefined ? [] : [mailbox.mailboxId];
    if (mailbox !== undefined) {
      yield* tx.run(updateMailbox, accountId, mailbox.mailboxId, subscribed ? 1 : 0, modseq);
    } else {
      yield* tx.run(subscribed ? insertRow : deleteRow, accountId, stored.join('/'));
    }
    tx.changed({ accountId, modseq, mailboxIds });
    return { modseq };
  },
);
