import { pathLevelsMax } from '#store/operations/mailbox/mailbox-name.ts';
import type { MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';

/** The names from the top down to a mailbox, out of all rows of its account. */
export function pathOf(
  rows: readonly Pick<MailboxRow, 'mailboxId' | 'parentId' | 'name'>[],
  mailboxId: number,
): string[] {
  const byId = new Map(rows.map((row) => [row.mailboxId, row]));
  const path: string[] = [];
  let row = byId.get(mailboxId);
  while (row !== undefined && path.length <= pathLevelsMax) {
    path.unshift(row.name);
    row = byId.get(row.parentId);
  }
  return path;
}
