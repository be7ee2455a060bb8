import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { ViewMailbox } from '#core/mailbox/account-view/view-mailbox.ts';
import { roleName } from '#core/mailbox/mailbox-roles.ts';
import { formatId } from '#proto/jmap/ids.ts';
import type { JmapAccount } from '#session/http/jmap/method-context.ts';

/** Properties that change with messages alone (RFC 8621 §2.2). */
export const countProperties = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

/** Properties that a client can set (RFC 8621 §2). */
export const ownProperties = ['name', 'parentId', 'role', 'sortOrder', 'isSubscribed'];

/** All properties of a mailbox (RFC 8621 §2). */
export const mailboxProperties = ['id', ...ownProperties, ...countProperties, 'myRights'];

/** A mailbox as JMAP shows it; undefined when there is none of that number. */
export function mailboxObject(
  view: AccountView,
  account: JmapAccount,
  mailboxId: number,
): Readonly<Record<string, unknown>> | undefined {
  const mailbox = view.mailboxes.get(mailboxId);
  if (mailbox === undefined) return undefined;
  const { row } = mailbox;
  return {
    id: formatId('m', mailboxId),
    name: mailboxName(mailbox),
    parentId: row.parentId === 0 ? null : formatId('m', row.parentId),
    role: roleName(row.role) ?? null,
    sortOrder: row.sortOrder,
    ...view.countsOf(mailboxId),
    myRights: rightsTo(mailbox, account),
    isSubscribed: row.subscribed === 1,
  };
}

/** The name for people: IMAP writes that of INBOX in capitals (RFC 9051 §5.1). */
export function mailboxName({ row }: ViewMailbox): string {
  return isInbox(row.role) ? 'Inbox' : row.name;
}

function isInbox(role: number): boolean {
  return roleName(role) === 'inbox';
}

function rightsTo(
  { row }: ViewMailbox,
  { isReadOnly }: JmapAccount,
): Readonly<Record<string, boolean>> {
  const write = !isReadOnly;
  const holdsMail = row.selectable === 1;
  const movable = write && !isInbox(row.role);
  return {
    mayReadItems: holdsMail,
    mayAddItems: write && holdsMail,
    mayRemoveItems: write && holdsMail,
    maySetSeen: write && holdsMail,
    maySetKeywords: write && holdsMail,
    mayCreateChild: write,
    mayRename: movable,
    mayDelete: movable,
    maySubmit: write && holdsMail,
  };
}
