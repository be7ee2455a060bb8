import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { makePath } from '#store/operations/mailbox/create-mailbox.ts';
import { storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import {
  findByPath,
  findByRole,
  findMailbox,
  type MailboxRow,
} from '#store/operations/mailbox/mailbox-row.ts';
import { checkMailboxesMax } from '#store/operations/mailbox/make-mailbox.ts';
import { findArrival } from '#store/operations/message/arrival.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { type KeywordBits, keywordBits } from '#store/operations/message/keyword-bits.ts';
import { fullReason, readUsage } from '#store/operations/message/quota.ts';
import { role as roles } from '#store/role.ts';
import type { Tx, Work } from '#store/work.ts';

export type DeliveryRecipient = {
  readonly accountId: number;
  /** A path; INBOX when it is not there and `createFolder` is not set. */
  readonly folder?: readonly string[] | undefined;
  /** src/store/role.ts; used without `folder`, INBOX when no mailbox has it. */
  readonly role?: number | undefined;
  readonly flags: number;
  readonly keywords: readonly string[];
  readonly createFolder?: boolean | undefined;
};

type FilePlan = {
  readonly kind: 'file';
  readonly recipient: DeliveryRecipient;
  readonly tenantId: number;
  /** The mailbox, or the path to make. */
  readonly target: MailboxRow | readonly string[];
};

export type Plan =
  | FilePlan
  | { readonly kind: 'refused'; readonly code: MailRefusalCode }
  | {
      readonly kind: 'duplicate';
      readonly mailboxId: number;
      readonly uid: number;
      readonly messageId: number;
    };

/** Decides where the message goes in one account, writing nothing. @throws {Refusal} */
export function* planDelivery(
  tx: Tx,
  recipient: DeliveryRecipient,
  digest: number | undefined,
): Work<Plan> {
  const { accountId } = recipient;
  const usage = yield* readUsage(tx, accountId);
  if (digest !== undefined) {
    const arrival = yield* findArrival(tx, accountId, digest);
    if (arrival !== undefined) return { kind: 'duplicate', ...arrival };
  }
  const code = fullReason(usage);
  if (code !== undefined) return { kind: 'refused', code };

  const target = yield* findTarget(tx, recipient);
  if ('uidNext' in target) {
    if (target.uidNext > uidMax) refuse<MailRefusalCode>('uid.limit');
    keywordBits(target, recipient.keywords);
  }
  return { kind: 'file', recipient, tenantId: usage.tenantId, target };
}

function* findTarget(tx: Tx, recipient: DeliveryRecipient): Work<MailboxRow | readonly string[]> {
  const { accountId, folder, role, createFolder } = recipient;
  if (folder !== undefined) {
    const path = storedPath(folder);
    const row = yield* findByPath(tx, accountId, path);
    if (row?.selectable === 1) return row;
    if (row === undefined && createFolder === true) {
      yield* checkMailboxesMax(tx, accountId, path.length);
      return path;
    }
  } else if (role !== undefined && role !== roles.inbox) {
    const row = yield* findByRole(tx, accountId, role);
    if (row?.selectable === 1) return row;
  }
  const inbox = yield* findByRole(tx, accountId, roles.inbox);
  return inbox ?? refuse<MailRefusalCode>('mailbox.absent', `Account ${accountId} has no INBOX`);
}

/** The mailbox's id, made now when it was not there, and the bits of the recipient's keywords. */
export function* openTarget(
  tx: Tx,
  { recipient, target }: FilePlan,
): Work<{ mailboxId: number; keywords: KeywordBits }> {
  const { accountId, keywords } = recipient;
  if ('uidNext' in target) {
    // Another recipient of the same delivery may have added keywords: read again.
    const row =
      keywords.length === 0 ? target : yield* findMailbox(tx, accountId, target.mailboxId);
    return { mailboxId: target.mailboxId, keywords: keywordBits(row, keywords) };
  }
  const present = yield* findByPath(tx, accountId, target);
  const { mailboxId } = present ?? (yield* makePath(tx, accountId, target, 0));
  return { mailboxId, keywords: keywordBits(present ?? { keywords: '[]' }, keywords) };
}
