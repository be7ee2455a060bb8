import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

export type MaildropTaken = {
  readonly accountId: number;
  /** Names the session; unique over all threads and restarts. */
  readonly holder: string;
  /** How long the lease holds unless it is taken again; ends it after a crash. */
  readonly leaseMs: number;
};

const take = statement(`
  INSERT INTO maildrop_lease (account_id, holder, expires_at) VALUES (?1, ?2, ?3)
  ON CONFLICT (account_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
  WHERE maildrop_lease.holder = excluded.holder OR maildrop_lease.expires_at <= ?4`);

/**
 * Takes the maildrop's exclusive-access lock, or holds it longer (RFC 1939 §4).
 *
 * One statement, so that it is atomic on every engine; one that changes nothing has not written.
 *
 * @throws {Refusal} `maildrop.busy`, while another holds it.
 */
export const takeMaildrop = writeOperation('takeMaildrop', function* (tx, input: MaildropTaken) {
  const { accountId, holder, leaseMs } = input;
  const changed = yield* tx.run(take, accountId, holder, tx.now + leaseMs, tx.now);
  if (changed === 0) refuse('maildrop.busy', `Maildrop of account ${accountId} is in use`);
});
