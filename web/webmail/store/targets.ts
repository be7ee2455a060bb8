import type { MailStore } from './mail-store.ts';

/** What a command works on. */
export type Targets = {
  /** Rows of the list: ids of the newest message of each conversation. */
  readonly rows: readonly string[];
  /** All their messages that are meant. */
  readonly emailIds: readonly string[];
};

/** The selected rows or, when none is, the one that the keyboard is at. */
export function targets(store: MailStore): Targets {
  const { ids } = store.selection.peek();
  const active = store.active.peek();
  const rows = ids.size > 0 ? [...ids] : active === undefined ? [] : [active];
  return targetsOf(store, rows);
}

/** The messages that rows stand for: of a conversation those in the folder that is open. */
export function targetsOf(store: MailStore, rows: readonly string[]): Targets {
  return { rows, emailIds: [...new Set(rows.flatMap((row) => membersOf(store, row)))] };
}

function membersOf(store: MailStore, row: string): readonly string[] {
  const query = store.list.peek()?.query;
  const head = store.emails.peek(row);
  if (head === undefined || query?.collapse !== true) return [row];
  const members = store.threads.peek(head.threadId)?.emailIds ?? [row];
  const { mailboxId } = query;
  if (mailboxId === undefined) return members;
  const here = members.filter((id) => {
    const email = store.emails.peek(id);
    return email !== undefined && mailboxId in email.mailboxIds;
  });
  return here.length === 0 ? [row] : here;
}
