import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { ViewEntry } from '#core/mailbox/account-view/account-columns.ts';
import { flag } from '#store/flag.ts';
import type {
  AccountEntryRow,
  AccountMessageRow,
} from '#store/operations/message/account-changes.ts';

/** Dead rows that a view may have before it is tidied: as many as this and as live ones by 4. */
const deadRowsMin = 1_000;

/** Messages as the store tells them; the entries are in the same order. */
export type ToldMessages = {
  readonly messages: readonly AccountMessageRow[];
  readonly entries: readonly AccountEntryRow[];
};

/** Puts an account's messages into an empty view, slice by slice in the order of their ids. */
export function appendMessages(view: AccountView, { messages, entries }: ToldMessages): void {
  const { columns, threads } = view;
  columns.reserve(columns.count + messages.length);
  const byMessage = entryCursor(entries);
  for (const message of messages) {
    const own = byMessage(message[0]);
    if (own.length === 0) continue;
    const row = columns.append(message);
    setEntries(view, row, own);
    if (columns.visible[row] === 1) threads.add(row);
  }
}

/** Brings messages that changed into the view; threads and counts follow. */
export function applyMessages(view: AccountView, { messages, entries }: ToldMessages): void {
  const { columns, threads, tally } = view;
  const ordered = columns.count;
  const touched = touchedThreads(view, messages);
  for (const threadId of touched) tally.count(threadId, -1);
  const byMessage = entryCursor(entries);
  const lastId = columns.messageId[ordered - 1] ?? 0;
  const fresh: { readonly message: AccountMessageRow; readonly own: readonly ViewEntry[] }[] = [];
  for (const message of messages) {
    const own = byMessage(message[0]);
    const row = columns.find(message[0], ordered);
    if (row < 0) {
      if (own.length > 0) fresh.push({ message, own });
      continue;
    }
    if (columns.visible[row] === 1) threads.remove(row);
    columns.setMessage(row, message);
    const lived = columns.mailboxId[row] !== 0;
    setEntries(view, row, own);
    if (lived !== own.length > 0) view.deadRows += lived ? 1 : -1;
    if (columns.visible[row] === 1) threads.add(row);
  }
  fresh.sort((left, right) => left.message[0] - right.message[0]);
  for (const { message, own } of fresh) {
    const row = columns.append(message);
    setEntries(view, row, own);
    if (columns.visible[row] === 1) threads.add(row);
  }
  // Restored messages come back with ids between others.
  if (fresh.length > 0 && (fresh[0]?.message[0] ?? 0) <= lastId) rearrange(view, ordered);
  for (const threadId of touched) tally.count(threadId, 1);
}

/** Drops dead rows once there are many of them. */
export function tidyRows(view: AccountView): void {
  const { columns, deadRows } = view;
  if (deadRows >= deadRowsMin && deadRows * 4 >= columns.count) rearrange(view, columns.count);
}

/** Sorts the rows from `ordered` on, which ascend among themselves, into the others; drops dead ones. */
function rearrange(view: AccountView, ordered: number): void {
  const { columns, threads } = view;
  const { messageId, mailboxId, count } = columns;
  const rows = new Uint32Array(count);
  let kept = 0;
  let left = 0;
  let right = ordered;
  while (left < ordered || right < count) {
    const takeLeft =
      right === count || (left < ordered && (messageId[left] ?? 0) < (messageId[right] ?? 0));
    const row = takeLeft ? left++ : right++;
    if (mailboxId[row] !== 0) rows[kept++] = row;
  }
  columns.rearrange(rows.subarray(0, kept));
  threads.rebuild();
  view.deadRows = 0;
  view.arrangement++;
}

/** The threads that the messages are in, and those that they were in. */
function touchedThreads(view: AccountView, messages: readonly AccountMessageRow[]): Set<number> {
  const { columns } = view;
  const touched = new Set<number>();
  for (const [messageId, threadId] of messages) {
    touched.add(threadId);
    const row = columns.find(messageId, columns.count);
    if (row >= 0) touched.add(columns.threadId[row] ?? 0);
  }
  return touched;
}

function setEntries(view: AccountView, row: number, entries: readonly ViewEntry[]): void {
  const { columns } = view;
  const [first, ...others] = entries;
  columns.mailboxId[row] = first?.mailboxId ?? 0;
  columns.uid[row] = first?.uid ?? 0;
  columns.flags[row] = first?.flags ?? 0;
  columns.keywords[row] = first?.keywords ?? 0;
  if (others.length > 0) columns.more.set(row, others);
  else if (columns.more.size > 0) columns.more.delete(row);
  columns.visible[row] = entries.some(({ flags }) => (flags & flag.deleted) === 0) ? 1 : 0;
}

/** Finds the entries of one message after another, both lists being in the same order. */
function entryCursor(entries: readonly AccountEntryRow[]): (messageId: number) => ViewEntry[] {
  let at = 0;
  return (messageId) => {
    const own: ViewEntry[] = [];
    for (; at < entries.length; at++) {
      const [of, mailboxId, uid, flags, keywords] = entries[at] ?? [0, 0, 0, 0, 0];
      if (of !== messageId) break;
      own.push({ mailboxId, uid, flags, keywords });
    }
    return own;
  };
}
