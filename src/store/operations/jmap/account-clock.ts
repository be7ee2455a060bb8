import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** How far an account has come. */
export type AccountClock = {
  /** Its modseq: the state of its Emails, Threads and Mailboxes. */
  readonly modseq: number;
  /** The modseq of its newest message: the state of EmailDelivery (RFC 8621 §1.5). */
  readonly deliveredModseq: number;
};

export type AccountClockInput = {
  readonly accountId: number;
  /** {@link AccountClock.deliveredModseq} as last known; 0 looks through all messages. */
  readonly deliveredModseq: number;
};

const selectModseq = statement<{ modseq: number }>(
  'SELECT modseq AS "modseq" FROM account WHERE account_id = ?1',
);
// A message that came after was changed after, and that is what there is an index for.
const selectDelivered = statement<{ modseq: number }>(`
  SELECT COALESCE(MAX(created_modseq), 0) AS "modseq" FROM message
  WHERE account_id = ?1 AND modseq > ?2`);

/** The clock of an account; undefined when there is no such account. */
export const accountClock = readOperation(
  'accountClock',
  function* (tx, input: AccountClockInput): Work<AccountClock | undefined> {
    const { accountId, deliveredModseq: known } = input;
    const account = yield* tx.maybe(selectModseq, accountId);
    if (account === undefined) return undefined;
    const { modseq } = yield* tx.one(selectDelivered, accountId, known);
    return { modseq: account.modseq, deliveredModseq: Math.max(known, modseq) };
  },
);
