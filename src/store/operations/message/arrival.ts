import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** A peer that got no reply tries again within minutes; beyond an hour it is another message. Ours. */
const arrivalMs = 3_600_000;

export type Arrival = {
  readonly accountId: number;
  readonly digest: number;
  readonly mailboxId: number;
  readonly uid: number;
  readonly messageId: number;
};

const selectArrival = statement<Pick<Arrival, 'mailboxId' | 'uid' | 'messageId'>>(`
  SELECT mailbox_id AS "mailboxId", uid AS "uid", message_id AS "messageId" FROM arrival
  WHERE account_id = ?1 AND digest = ?2 AND at > ?3`);
const upsertArrival = statement(`
  INSERT INTO arrival (account_id, digest, at, mailbox_id, uid, message_id)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT (account_id, digest) DO UPDATE SET at = excluded.at,
    mailbox_id = excluded.mailbox_id, uid = excluded.uid, message_id = excluded.message_id`);

/** Where the same message went a moment ago, if it came already. */
export function* findArrival(
  tx: Tx,
  accountId: number,
  digest: number,
): Work<Pick<Arrival, 'mailboxId' | 'uid' | 'messageId'> | undefined> {
  return yield* tx.maybe(selectArrival, accountId, digest, tx.now - arrivalMs);
}

export function* keepArrival(tx: Tx, arrival: Arrival): Work<void> {
  const { accountId, digest, mailboxId, uid, messageId } = arrival;
  yield* tx.run(upsertArrival, accountId, digest, tx.now, mailboxId, uid, messageId);
}
