import { refuse } from '#base/refusal.ts';
import { addressKind, directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findTenant, type TenantRow } from '#store/operations/directory/find-tenant.ts';
import {
  addressText,
  checkFreeAddress,
  insertAddress,
  type StoredAddress,
} from '#store/operations/directory/insert-address.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { makeMailbox } from '#store/operations/mailbox/make-mailbox.ts';
import { role } from '#store/role.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const countAccounts = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM account WHERE tenant_id = ?1 AND state <> ?2',
);
const insertAccount = statement(`
  INSERT INTO account (account_id, tenant_id, address, display_name, language, admin, state,
    created_at, modseq, message_next, mailbox_next, uid_validity_next, used_bytes, used_count,
    bytes_max, count_max, gone_floor)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, 1, 1, ?9, 0, 0, ?10, ?11, 0)`);

/** What every account has from the start (RFC 6154 §2), INBOX first. */
const firstMailboxes = [
  ['INBOX', role.inbox],
  ['Drafts', role.drafts],
  ['Sent', role.sent],
  ['Junk', role.junk],
  ['Trash', role.trash],
  ['Archive', role.archive],
] as const;

export type CreateAccountInput = {
  readonly actor: string;
  readonly tenantId: number;
  readonly address: StoredAddress;
  readonly displayName: string;
  /** A language tag, as `en` or `de` (BCP 47). */
  readonly language: string;
  /** 0 no, 1 of the tenant, 2 of the server. */
  readonly admin: 0 | 1 | 2;
  /** 0 is unlimited, here and below. */
  readonly bytesMax: number;
  readonly countMax: number;
};

/** @throws {Refusal} `tenant.accounts` when the tenant may have no further account. */
export function* checkAccountsMax(tx: Tx, tenant: TenantRow): Work<void> {
  if (tenant.accountsMax === 0) return;
  const { count } = yield* tx.one(countAccounts, tenant.tenantId, directoryState.removed);
  if (count >= tenant.accountsMax) {
    refuse('tenant.accounts', `Tenant "${tenant.name}" has its ${tenant.accountsMax} accounts`);
  }
}

/**
 * Makes an account with its first mailboxes. It cannot log in before `setCredential`.
 *
 * @throws {Refusal} `tenant.absent`, `tenant.accounts`, `domain.absent`, `domain.target`,
 *   `address.exists`.
 */
export const createAccount = writeOperation(
  'createAccount',
  function* (tx, input: CreateAccountInput) {
    const { actor, tenantId, address, displayName, language, admin, bytesMax, countMax } = input;
    const accountId = yield* makeAccount(tx, input);
    const detail = { displayName, language, admin, bytesMax, countMax };
    const target = addressText(address);
    yield* recordChange(tx, { tenantId, actor, action: 'account.create', target, detail });
    return { accountId };
  },
);

/** {@link createAccount} within another operation, without its audit row. @throws {Refusal} */
export function* makeAccount(tx: Tx, input: Omit<CreateAccountInput, 'actor'>): Work<number> {
  const { tenantId, address, displayName, language, admin, bytesMax, countMax } = input;
  const tenant = yield* findTenant(tx, tenantId);
  const domain = yield* checkFreeAddress(tx, tenantId, address);
  yield* checkAccountsMax(tx, tenant);

  const accountId = yield* takeId(tx, 'account');
  yield* tx.run(
    insertAccount,
    accountId,
    tenantId,
    addressText(address),
    displayName,
    language,
    admin,
    directoryState.active,
    tx.now,
    // Seconds since the epoch: an account made anew under an old address gets greater values
    // (RFC 9051 §2.3.1.1).
    Math.floor(tx.now / 1000),
    bytesMax,
    countMax,
  );
  yield* insertAddress(tx, domain, {
    localPart: address.localPart,
    kind: addressKind.account,
    accountId,
  });
  for (const [name, role] of firstMailboxes) {
    yield* makeMailbox(tx, accountId, { name, role, parentId: 0 });
  }
  return accountId;
}
