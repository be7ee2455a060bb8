import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const takeNext = statement<{ modseq: number }>(
  'UPDATE account SET modseq = modseq + 1 WHERE account_id = ?1 RETURNING modseq AS "modseq"',
);

/** Moves the account's only clock on by one (RFC 7162 §3.1). @throws {Refusal} `account.absent` */
export function* takeModseq(tx: Tx, accountId: number): Work<number> {
  const row = yield* tx.maybe(takeNext, accountId);
  return (row ?? refuse<MailRefusalCode>('account.absent', `No account ${accountId}`)).modseq;
}
