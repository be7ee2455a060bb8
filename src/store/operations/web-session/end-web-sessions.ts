import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const deleteOne = statement('DELETE FROM web_session WHERE account_id = ?1 AND session_id = ?2');
const deleteOthers = statement(
  'DELETE FROM web_session WHERE account_id = ?1 AND session_id <> ?2',
);

export type EndWebSessionsInput = {
  readonly actor: string;
  readonly accountId: number;
  /** One session, or all but one; `except: 0` ends every one. */
  readonly which: { readonly sessionId: number } | { readonly except: number };
};

/** Ends sessions at once. @returns How many there were. @throws {Refusal} `account.absent`. */
export const endWebSessions = writeOperation(
  'endWebSessions',
  function* (tx, { actor, accountId, which }: EndWebSessionsInput): Work<{ ended: number }> {
    const { tenantId, address } = yield* findAccount(tx, accountId);
    const ended =
      'sessionId' in which
        ? yield* tx.run(deleteOne, accountId, which.sessionId)
        : yield* dropWebSessions(tx, accountId, which.except);
    if (ended > 0) {
      const detail = { ...which, ended };
      yield* recordChange(tx, { tenantId, actor, action: 'session.end', target: address, detail });
    }
    return { ended };
  },
  { frees: true },
);

/** Ends all sessions but one, as part of a change that is audited by itself. */
export function* dropWebSessions(tx: Tx, accountId: number, except = 0): Work<number> {
  return yield* tx.run(deleteOthers, accountId, except);
}
