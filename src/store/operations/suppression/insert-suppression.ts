import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Why nobody writes to an address any more. */
export type SuppressionReason = 'hard-bounce' | 'complaint' | 'manual';

export type SuppressionDraft = {
  readonly tenantId: number;
  /** 0 for all applications of the tenant. */
  readonly accountId: number;
  /** In lower case, the domain as A-labels. */
  readonly address: string;
  readonly reason: SuppressionReason;
  /** The remote's words, or a person's; cut to {@link evidenceLengthMax}. */
  readonly evidence: string;
  /** Milliseconds since the epoch; null for never. */
  readonly expiresAt: number | null;
};

/** Characters kept of the evidence: a reply of some lines fits. Our choice. */
export const evidenceLengthMax = 500;

/** A bounced address may be written to again after so long, in milliseconds: 180 days. Our choice. */
export const bounceSuppressionMs = 180 * 86_400_000;

const insertRow = statement(`
  INSERT INTO suppression (account_id, tenant_id, address, reason, evidence, created_at, expires_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (account_id, tenant_id, address) DO UPDATE SET reason = excluded.reason,
    evidence = excluded.evidence, created_at = excluded.created_at,
    expires_at = excluded.expires_at`);
const selectApplication = statement<{ accountId: number }>(
  'SELECT account_id AS "accountId" FROM application WHERE account_id = ?1 AND tenant_id = ?2',
);

/** Puts an address on the list, anew where it is there already. For other operations to call. */
export function* insertSuppression(tx: Tx, draft: SuppressionDraft): Work<void> {
  const { tenantId, accountId, address, reason, evidence, expiresAt } = draft;
  yield* tx.run(
    insertRow,
    accountId,
    tenantId,
    address,
    reason,
    evidence.slice(0, evidenceLengthMax),
    tx.now,
    expiresAt,
  );
}

/**
 * Takes down that a server has refused an address for good. Only where an application sent it:
 * people may try again. For other operations to call.
 *
 * @param bounce.evidence The remote's words.
 * @returns Whether the address is on the application's list now.
 */
export function* suppressBounced(
  tx: Tx,
  bounce: Omit<SuppressionDraft, 'reason' | 'expiresAt'>,
): Work<boolean> {
  const { accountId, tenantId } = bounce;
  if ((yield* tx.maybe(selectApplication, accountId, tenantId)) === undefined) return false;
  const expiresAt = tx.now + bounceSuppressionMs;
  yield* insertSuppression(tx, { ...bounce, reason: 'hard-bounce', expiresAt });
  return true;
}
