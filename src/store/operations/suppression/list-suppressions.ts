import { readOperation } from '#store/operation.ts';
import type { SuppressionReason } from '#store/operations/suppression/insert-suppression.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type Suppression = {
  /** 0 for the whole tenant. */
  readonly accountId: number;
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly evidence: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
};

const columns = `account_id AS "accountId", address AS "address", reason AS "reason",
  evidence AS "evidence", created_at AS "createdAt", expires_at AS "expiresAt"`;

const selectPage = statement<Suppression>(`
  SELECT ${columns} FROM suppression
  WHERE account_id = ?1 AND tenant_id = ?2 AND address > ?3
    AND (expires_at IS NULL OR expires_at > ?4)
  ORDER BY address LIMIT ?5`);
const selectOne = statement<Suppression>(`
  SELECT ${columns} FROM suppression
  WHERE account_id IN (0, ?1) AND tenant_id = ?2 AND address = ?3
    AND (expires_at IS NULL OR expires_at > ?4)
  ORDER BY account_id DESC LIMIT 1`);

export type ListSuppressionsInput = {
  readonly tenantId: number;
  /** 0 for the tenant's list. */
  readonly accountId: number;
  /** Goes on after this address. */
  readonly after?: string;
  readonly limit: number;
};

/** A page of one list by address. */
export const listSuppressions = readOperation(
  'listSuppressions',
  function* (tx, input: ListSuppressionsInput) {
    const { tenantId, accountId, after = '', limit } = input;
    return yield* tx.all(selectPage, accountId, tenantId, after, tx.now, limit);
  },
);

export type FindSuppressionInput = {
  readonly tenantId: number;
  readonly accountId: number;
  readonly address: string;
};

/** The entry that keeps the account from writing to the address: its own, else its tenant's. */
export const findSuppression = readOperation('findSuppression', isSuppressed);

function* isSuppressed(
  tx: Tx,
  { tenantId, accountId, address }: FindSuppressionInput,
): Work<Suppression | undefined> {
  return yield* tx.maybe(selectOne, accountId, tenantId, address, tx.now);
}
