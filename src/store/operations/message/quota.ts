import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type Usage = {
  readonly tenantId: number;
  readonly usedBytes: number;
  readonly usedCount: number;
  /** 0 is unlimited, here and below. */
  readonly bytesMax: number;
  readonly countMax: number;
  readonly tenantUsedBytes: number;
  readonly tenantBytesMax: number;
};

const selectUsage = statement<Usage>(`
  SELECT a.tenant_id AS "tenantId", a.used_bytes AS "usedBytes", a.used_count AS "usedCount",
    a.bytes_max AS "bytesMax", a.count_max AS "countMax", t.used_bytes AS "tenantUsedBytes",
    t.bytes_max AS "tenantBytesMax"
  FROM account a JOIN tenant t ON t.tenant_id = a.tenant_id WHERE a.account_id = ?1`);
const addToAccount = statement(`
  UPDATE account SET used_bytes = used_bytes + ?2, used_count = used_count + ?3
  WHERE account_id = ?1`);
const addToTenant = statement(
  'UPDATE tenant SET used_bytes = used_bytes + ?2 WHERE tenant_id = ?1',
);
const selectTenant = statement<{ tenantId: number }>(
  'SELECT tenant_id AS "tenantId" FROM account WHERE account_id = ?1',
);

/** @throws {Refusal} `account.absent` */
export function* readUsage(tx: Tx, accountId: number): Work<Usage> {
  const row = yield* tx.maybe(selectUsage, accountId);
  return row ?? refuse<MailRefusalCode>('account.absent', `No account ${accountId}`);
}

/** Why nothing more fits; a quota is full when it is used up before the message, not by it. */
export function fullReason(usage: Usage): 'mailbox.full' | 'tenant.full' | undefined {
  const { usedBytes, bytesMax, usedCount, countMax } = usage;
  if (bytesMax !== 0 && usedBytes >= bytesMax) return 'mailbox.full';
  if (countMax !== 0 && usedCount >= countMax) return 'mailbox.full';
  const { tenantUsedBytes, tenantBytesMax } = usage;
  return tenantBytesMax !== 0 && tenantUsedBytes >= tenantBytesMax ? 'tenant.full' : undefined;
}

/** @throws {Refusal} `account.absent`, `mailbox.full`, `tenant.full` */
export function* checkQuota(tx: Tx, accountId: number): Work<Usage> {
  const usage = yield* readUsage(tx, accountId);
  const reason = fullReason(usage);
  if (reason !== undefined) refuse<MailRefusalCode>(reason, `Account ${accountId} is full`);
  return usage;
}

/** Counts entries that came (or went, when negative) for the account and its tenant. */
export function* addUsage(tx: Tx, accountId: number, bytes: number, count: number): Work<void> {
  if (count === 0 && bytes === 0) return;
  yield* tx.run(addToAccount, accountId, bytes, count);
  const { tenantId } = yield* tx.one(selectTenant, accountId);
  yield* addTenantBytes(tx, tenantId, bytes);
}

export function* addTenantBytes(tx: Tx, tenantId: number, bytes: number): Work<void> {
  if (bytes !== 0) yield* tx.run(addToTenant, tenantId, bytes);
}
