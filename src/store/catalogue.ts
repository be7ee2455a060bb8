import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import { addAppPassword } from '#store/operations/directory/add-app-password.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { findAddress } from '#store/operations/directory/find-address.ts';
import { findServerAdministrator } from '#store/operations/directory/find-address.ts';
import { findLogin } from '#store/operations/directory/find-login.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { rehashCredential } from '#store/operations/directory/rehash-credential.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { touchCredential } from '#store/operations/directory/touch-credential.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { listSubscriptions } from '#store/operations/mailbox/list-subscriptions.ts';
import { mailboxById } from '#store/operations/mailbox/mailbox-by-id.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { renameMailbox } from '#store/operations/mailbox/rename-mailbox.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { releaseMaildrop } from '#store/operations/maildrop/release-maildrop.ts';
import { takeMaildrop } from '#store/operations/maildrop/take-maildrop.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { pruneArrivals } from '#store/operations/message/prune-arrivals.ts';
import { pruneVanished } from '#store/operations/message/prune-vanished.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';

/** Every operation, in a section per folder: how a request finds its body on the writer thread. */
const operations = [
  // directory
  addAppPassword,
  createAccount,
  createDomain,
  createTenant,
  findAddress,
  findServerAdministrator,
  findLogin,
  listCredentials,
  listTenants,
  rehashCredential,
  removeTenant,
  revokeCredential,
  setCredential,
  touchCredential,
  updateTenant,
  // mailbox
  accountUsage,
  createMailbox,
  deleteMailbox,
  listMailboxes,
  listSubscriptions,
  mailboxById,
  mailboxByPath,
  renameMailbox,
  setSubscribed,
  // maildrop
  releaseMaildrop,
  takeMaildrop,
  // message
  appendMessages,
  copyMessages,
  deliver,
  entryChanges,
  expungeMessages,
  loadEntries,
  messageBlobs,
  moveMessages,
  pruneArrivals,
  pruneVanished,
  purgeRecoverable,
  setFlags,
  // queue
  listQueue,
  // trace
  readTrace,
  recordTrace,
] as const;

/** Any operation, its types forgotten: a request over a port brings only its name. */
export type AnyOperation = ReadOperation<never, unknown> | WriteOperation<never, unknown>;

/** All operations by their names. */
export const catalogue: ReadonlyMap<string, AnyOperation> = new Map(
  operations.map((operation): [string, AnyOperation] => [operation.name, operation]),
);
