import { batch as atOnce } from '@preact/signals';

import { OfflineError } from '../../shared/jmap/errors.ts';
import type { Email, MailboxRole, SetAnswer } from '../../shared/jmap/mail-types.ts';
import { assertSet } from '../../shared/jmap/set-result.ts';
import { toast } from '../../shared/ui/toasts.ts';
import { words } from '../words/words.ts';
import {
  applyPatch,
  type EmailPatch,
  invertPatch,
  keywordPatch,
  movePatch,
} from './email-patch.ts';
import type { MailStore } from './mail-store.ts';
import { unreadChanges } from './unread-changes.ts';

/** Messages changed in one call; RFC 8620 §2 promises at least 500. */
const setIdsMax = 500;

type Change = {
  readonly patchOf: (email: Email) => EmailPatch;
  /** What the toast says; undefined: none is shown. */
  readonly said?: (count: number) => string;
  /** Rows that leave the list at once. */
  readonly rows?: readonly string[];
};

/** Changes messages at once, tells the server, takes it back when that fails, and offers undo. */
export async function change(
  store: MailStore,
  emailIds: readonly string[],
  { patchOf, said, rows = [] }: Change,
): Promise<void> {
  const emails = emailIds.map((id) => store.emails.peek(id)).filter((email) => email !== undefined);
  const patches = new Map(emails.map((email) => [email.id, patchOf(email)]));
  const inverse = new Map(
    emails.map((email) => [email.id, invertPatch(email, patches.get(email.id) ?? {})]),
  );
  const putBack = apply(store, patches, rows);
  const sent = send(store, patches);
  const undo = async () => {
    await sent;
    putBack();
    apply(store, inverse, []);
    await send(store, inverse);
    await store.list.peek()?.refresh();
  };
  const notice = said === undefined ? undefined : offerUndo(said(emails.length), undo);
  try {
    await sent;
  } catch (error) {
    notice?.();
    putBack();
    apply(store, inverse, []);
    // What was not asked for, as marking read, is not worth a word without a line.
    if (error instanceof OfflineError) {
      if (said !== undefined) toast({ text: words.value.notOffline, bad: true });
      return;
    }
    const detail = error instanceof Error ? error.message : String(error);
    toast({
      text: words.value.toasts.failed(detail),
      bad: true,
      action: {
        label: words.value.retry,
        run: () => void change(store, emailIds, { patchOf, rows, ...(said && { said }) }),
      },
    });
  }
}

function offerUndo(text: string, undo: () => Promise<void>): () => void {
  const run = () => {
    undo().then(
      () => toast({ text: words.value.toasts.undone }),
      () => toast({ text: words.value.toasts.undoFailed, bad: true }),
    );
  };
  return toast({ text, action: { label: words.value.undo, run, undo: true } });
}

/** Changes what the page shows. @returns A function that puts the rows back. */
function apply(
  store: MailStore,
  patches: ReadonlyMap<string, EmailPatch>,
  rows: readonly string[],
): () => void {
  let putBack = nothing;
  atOnce(() => {
    const before = [...patches.keys()]
      .map((id) => store.emails.peek(id))
      .filter((email) => email !== undefined);
    const after = before.map((email) => applyPatch(email, patches.get(email.id) ?? {}));
    store.emails.put(after);
    store.mailboxes.countUnread(unreadChanges(before, after));
    if (rows.length > 0) putBack = store.list.peek()?.take(new Set(rows)) ?? putBack;
  });
  return putBack;
}

function nothing(): void {}

async function send(store: MailStore, patches: ReadonlyMap<string, EmailPatch>): Promise<void> {
  const entries = [...patches].filter(([, patch]) => Object.keys(patch).length > 0);
  for (let at = 0; at < entries.length; at += setIdsMax) {
    const update = Object.fromEntries(entries.slice(at, at + setIdsMax));
    const set = await store.request((batch) => batch.call<SetAnswer>('Email/set', { update }));
    assertSet(set.answer);
  }
}

/** Sets or takes away a mark; `said` only where somebody asked for it. */
export function mark(
  store: MailStore,
  emailIds: readonly string[],
  { keyword, set, quiet = false }: { readonly keyword: string; set: boolean; quiet?: boolean },
): Promise<void> {
  const said = words.value.toasts.marked(keyword, set);
  return change(store, emailIds, {
    patchOf: () => keywordPatch(keyword, set),
    ...(quiet ? {} : { said }),
  });
}

/** Moves messages, and takes their rows out of the list of the folder that they leave. */
export async function move(
  store: MailStore,
  emailIds: readonly string[],
  { to, rows, from }: { readonly to: string; rows: readonly string[]; from?: string | undefined },
): Promise<void> {
  const target = store.mailboxes.all.peek().get(to);
  if (target === undefined) return;
  await change(store, emailIds, {
    patchOf: (email) => ({
      ...movePatch(email, to, from),
      ...junkMarks(target.role, email, store),
    }),
    said: words.value.toasts.moved(target.role, words.value.mailboxName(target)),
    rows,
  });
}

/** What tells the spam filter that it was right or wrong. */
function junkMarks(role: string | null, email: Email, store: MailStore): EmailPatch {
  const junk = store.mailboxes.byRole('junk')?.id;
  if (role === 'junk') return { 'keywords/$junk': true, 'keywords/$notjunk': null };
  const rescued = junk !== undefined && junk in email.mailboxIds && role !== 'trash';
  return rescued ? { 'keywords/$junk': null, 'keywords/$notjunk': true } : {};
}

/** The folder with a purpose, which is made where there is none. */
export async function mailboxFor(store: MailStore, role: MailboxRole): Promise<string> {
  const there = store.mailboxes.byRole(role);
  return there?.id ?? (await store.mailboxes.create(words.value.roles[role] ?? role, null, role));
}

/** Removes messages for good: nothing brings them back. */
export async function destroy(
  store: MailStore,
  emailIds: readonly string[],
  rows: readonly string[],
): Promise<void> {
  const putBack = store.list.peek()?.take(new Set(rows));
  try {
    for (let at = 0; at < emailIds.length; at += setIdsMax) {
      const part = emailIds.slice(at, at + setIdsMax);
      const set = await store.request((batch) =>
        batch.call<SetAnswer>('Email/set', { destroy: part }),
      );
      assertSet(set.answer);
    }
    toast({ text: words.value.toasts.destroyed(emailIds.length) });
  } catch (error) {
    putBack?.();
    const detail = error instanceof Error ? error.message : String(error);
    toast({ text: words.value.toasts.failed(detail), bad: true });
  }
}
