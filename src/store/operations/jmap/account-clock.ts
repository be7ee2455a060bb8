import { readOperation } from '#store/operation.ts';
import { readObjectStates } from '#store/operations/jmap/object-states.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** How far an account has come. */
export type AccountClock = {
  /** Its modseq: the state of its Emails, Threads and Mailboxes. */
  readonly modseq: number;
  /** The modseq of the newest message that came since; undefined when none did. */
  readonly deliveredModseq: number | undefined;
  /** Counters of types that the modseq does not cover, by name. */
  readonly others: Readonly<Record<string, number>>;
};

export type AccountClockInput = {
  readonly accountId: number;
  /** A modseq of a while ago, after which messages are looked for. */
  readonly sinceModseq: number;
};

const selectModseq = statement<{ modseq: number }>(
  'SELECT modseq AS "modseq" FROM account WHERE account_id = ?1',
);
// Messages are numbered as they come. One that was restored counts as little as one that was moved.
const selectNewest = statement<{ modseq: number }>(`
  SELECT created_modseq AS "modseq" FROM message WHERE account_id = ?1
  ORDER BY message_id DESC LIMIT 1`);

/** The clock of an account; undefined when there is no such account. */
export const accountClock = readOperation(
  'accountClock',
  function* (tx, { accountId, sinceModseq }: AccountClockInput): Work<AccountClock | undefined> {
    const account = yield* tx.maybe(selectModseq, accountId);
    if (account === undefined) return undefined;
    const newest = (yield* tx.maybe(selectNewest, accountId))?.modseq ?? 0;
    const delivered = newest > sinceModseq ? newest : undefined;
    const others = yield* readObjectStates(tx, accountId);
    return { modseq: account.modseq, deliveredModseq: delivered, others };
  },
);
