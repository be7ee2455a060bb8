import type { Mail } from '#core/mailbox/mail.ts';
import { type MailboxInfo, mailboxInfo, subscribedName } from '#core/mailbox/mailbox-info.ts';
import { listMailboxes as operation } from '#store/operations/mailbox/list-mailboxes.ts';
import { listSubscriptions } from '#store/operations/mailbox/list-subscriptions.ts';
import type { MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';

const inboxRole = 1;

/** All mailboxes of the account by name, INBOX first, among them names that are only subscribed. */
export async function listMailboxes(
  mail: Mail,
  accountId: number,
): Promise<readonly MailboxInfo[]> {
  const rows = await mail.store.read(operation, { accountId });
  const subscriptions = await mail.store.read(listSubscriptions, { accountId });
  const byId = new Map(rows.map((row) => [row.mailboxId, row]));
  const parents = new Set(rows.map((row) => row.parentId));
  const mailboxes = rows.map((row) =>
    mailboxInfo(row, fullName(row, byId), parents.has(row.mailboxId)),
  );
  const names = new Set(mailboxes.map(({ name }) => name));
  for (const path of subscriptions) {
    const name = path.join('/');
    if (!names.has(name)) mailboxes.push(subscribedName(name));
  }
  return mailboxes.toSorted(byName);
}

/** The names of the levels above come first. */
function fullName(row: MailboxRow, byId: ReadonlyMap<number, MailboxRow>): string {
  const parent = byId.get(row.parentId);
  return parent === undefined ? row.name : `${fullName(parent, byId)}/${row.name}`;
}

function byName(left: MailboxInfo, right: MailboxInfo): number {
  if (left.role === inboxRole) return -1;
  if (right.role === inboxRole) return 1;
  return left.name < right.name ? -1 : Number(left.name > right.name);
}
