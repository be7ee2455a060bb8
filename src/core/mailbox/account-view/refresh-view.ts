import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock } from '#base/clock.ts';
import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import {
  appendMessages,
  applyMessages,
  tidyRows,
} from '#core/mailbox/account-view/apply-messages.ts';
import { viewMailbox } from '#core/mailbox/account-view/view-mailbox.ts';
import { Breather } from '#core/mailbox/breather.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import type { MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { accountChanges, loadAccount } from '#store/operations/message/account-changes.ts';
import { role } from '#store/role.ts';
import type { Store } from '#store/store.ts';

/** Messages asked for at once: reading and placing them keeps the loop for some 5 ms. Ours. */
const sliceRowsMax = 500;

/** Threads counted between two looks at the clock. */
const threadsPerLook = 500;

/** What refreshing works with. */
export type RefreshTools = { readonly store: Store; readonly clock: Clock };

/** Fills an empty view, slice by slice; what changes meanwhile {@link pullChanges} finds. */
export async function loadView(view: AccountView, { store, clock }: RefreshTools): Promise<void> {
  const { accountId } = view;
  let modseq = -1;
  for (let afterMessageId = 0; ;) {
    const input = { accountId, afterMessageId, limit: sliceRowsMax };
    const slice = await store.read(loadAccount, input);
    if (modseq < 0) modseq = slice.modseq;
    appendMessages(view, slice);
    const last = slice.messages.at(-1);
    if (slice.messages.length < sliceRowsMax || last === undefined) break;
    [afterMessageId] = last;
    await nextTurn();
  }
  const rows = await store.read(listMailboxes, { accountId });
  takeMailboxes(view, rows);
  // Before the first slice was read nothing is missing; a row may already show more.
  view.modseq = modseq;
  await countThreads(view, clock);
  view.loaded = true;
}

/** Brings a view up to date: it shows every change that was committed before the call. */
export async function pullChanges(view: AccountView, tools: RefreshTools): Promise<void> {
  try {
    await pullPages(view, tools);
  } finally {
    view.pulling = false;
  }
}

async function pullPages(view: AccountView, tools: RefreshTools): Promise<void> {
  const { accountId } = view;
  let after = { sinceModseq: view.modseq, afterMessageId: Number.MAX_SAFE_INTEGER };
  for (;;) {
    const input = { accountId, ...after, mailboxesSince: view.modseq, limit: sliceRowsMax };
    const changes = await tools.store.read(accountChanges, input);
    // An answer without changes touches nothing that a query looks at.
    if (changes.modseq !== view.modseq) view.pulling = true;
    const trashBefore = view.tally.trashId;
    takeMailboxes(view, changes.mailboxes);
    const missing = view.mailboxes.size !== changes.mailboxCount;
    applyMessages(view, changes);
    if (missing) await dropMailboxes(view, tools.store);
    if (view.tally.trashId !== trashBefore) await countThreads(view, tools.clock);
    const last = changes.messages.at(-1);
    if (changes.messages.length < sliceRowsMax || last === undefined) {
      view.modseq = changes.modseq;
      break;
    }
    after = { sinceModseq: last[6], afterMessageId: last[0] };
    await nextTurn();
  }
  tidyRows(view);
}

function takeMailboxes(view: AccountView, rows: readonly MailboxRow[]): void {
  for (const row of rows) {
    view.mailboxes.set(row.mailboxId, viewMailbox(row));
    const { tally } = view;
    if (row.role === role.trash) tally.trashId = row.mailboxId;
    else if (tally.trashId === row.mailboxId) tally.trashId = 0;
  }
}

/** Takes out mailboxes that were deleted. */
async function dropMailboxes(view: AccountView, store: Store): Promise<void> {
  const rows = await store.read(listMailboxes, { accountId: view.accountId });
  const present = new Set(rows.map(({ mailboxId }) => mailboxId));
  for (const mailboxId of view.mailboxes.keys()) {
    if (!present.has(mailboxId)) view.mailboxes.delete(mailboxId);
  }
  if (!present.has(view.tally.trashId)) view.tally.trashId = 0;
}

/** Counts everything anew. Nobody changes the view meanwhile: refreshes come one after another. */
async function countThreads(view: AccountView, clock: Clock): Promise<void> {
  const breather = new Breather(clock);
  const { threads, tally } = view;
  tally.clear();
  let counted = 0;
  for (const threadId of threads.threadIds()) {
    tally.count(threadId, 1);
    if (++counted % threadsPerLook === 0 && breather.due) await breather.breathe();
  }
}
