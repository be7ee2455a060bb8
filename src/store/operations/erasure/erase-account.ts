import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { erasedName } from '#store/operations/erasure/account-grace.ts';
import { eraseEntries } from '#store/operations/erasure/erase-entries.ts';
import { eraseMessages } from '#store/operations/erasure/erase-messages.ts';
import { findDueAccount } from '#store/operations/erasure/find-due-account.ts';
import { eraseUploads } from '#store/operations/jmap/keep-upload.ts';
import { dropSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Phase = (tx: Tx, accountId: number, limit: number) => Work<number>;

const hideName = statement(
  "UPDATE account SET address = ?2, display_name = '' WHERE account_id = ?1",
);
const deleteAccount = statement('DELETE FROM account WHERE account_id = ?1');

/** In this order: a mailbox goes after its entries, so that counters fit after every slice. */
const phases: readonly Phase[] = [
  rowsOf('credential', 'credential_id'),
  rowsOf('web_session', 'session_id'),
  rowsOf('passkey', 'passkey_id'),
  rowsOf('totp', 'account_id'),
  rowsOf('maildrop_lease', 'account_id'),
  rowsOf('suppression', 'tenant_id, address'),
  rowsOf('application_event', 'event_id'),
  rowsOf('webhook_event', 'event_id'),
  rowsOf('webhook', 'webhook_id'),
  rowsOf('application', 'account_id'),
  rowsOf('send_key', 'send_key'),
  rowsOf('mail_template', 'name, locale'),
  rowsOf('known_recipient', 'address_hash'),
  rowsOf('send_profile', 'account_id'),
  rowsOf('push_subscription', 'subscription_id'),
  rowsOf('object_state', 'type'),
  rowsOf('object_floor', 'type'),
  rowsOf('identity', 'identity_id'),
  rowsOf('email_submission', 'submission_id'),
  rowsOf('submission_report', 'submission_id, message_id'),
  rowsOf('vacation', 'account_id'),
  rowsOf('vacation_answer', 'sender'),
  eraseUploads,
  eraseEntries,
  eraseMessages,
  rowsOf('message_reference', 'reference'),
  rowsOf('vanished', 'mailbox_id, modseq, uid_first'),
  rowsOf('gone', 'modseq, kind, object_id'),
  rowsOf('arrival', 'digest'),
  rowsOf('subscription', 'path'),
  rowsOf('mailbox', 'mailbox_id'),
];

export type EraseAccountInput = {
  readonly accountId: number;
  /** Rows of one slice. */
  readonly limit: number;
};

/**
 * Erases one slice of a removed account whose time to be restored is over, at last its row. Of an
 * account that is not to be erased it touches nothing.
 *
 * @returns Whether something is left for another call.
 */
export const eraseAccount = writeOperation(
  'eraseAccount',
  function* (tx, { accountId, limit }: EraseAccountInput): Work<{ left: boolean }> {
    const account = yield* findDueAccount(tx, accountId);
    if (account === undefined) return { left: false };
    const name = erasedName(accountId);
    if (account.address !== name) yield* tx.run(hideName, accountId, name);
    for (const erase of phases) {
      if ((yield* erase(tx, accountId, limit)) > 0) return { left: true };
    }
    yield* dropSendLimit(tx, sendScopeKind.account, accountId);
    yield* tx.run(deleteAccount, accountId);
    const { tenantId } = account;
    yield* recordChange(tx, { tenantId, actor: 'server', action: 'account.erase', target: name });
    return { left: false };
  },
  { frees: true },
);

/** Deletes rows of a table whose key is the account and these columns. */
function rowsOf(table: string, columns: string): Phase {
  const deleteRows = statement(`
    DELETE FROM ${table} WHERE account_id = ?1 AND (${columns}) IN (
      SELECT ${columns} FROM ${table} WHERE account_id = ?1 LIMIT ?2)`);
  return (tx, accountId, limit) => tx.run(deleteRows, accountId, limit);
}
