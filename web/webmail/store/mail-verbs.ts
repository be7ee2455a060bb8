import type { MailboxRole } from '../../shared/jmap/mail-types.ts';
import { confirm } from '../../shared/ui/confirm.ts';
import { words } from '../words/words.ts';
import { destroy, mailboxFor, mark, move } from './actions.ts';
import type { MailStore } from './mail-store.ts';
import { leaveRows } from './navigation.ts';
import { targets as currentTargets, type Targets } from './targets.ts';

/** Puts messages away. */
export function archive(store: MailStore, targets = currentTargets(store)): Promise<void> {
  return file(store, targets, 'archive');
}

/** Moves messages to the trash; what is in the trash, or is spam, goes for good after a question. */
export async function remove(store: MailStore, targets = currentTargets(store)): Promise<void> {
  if (targets.emailIds.length === 0) return;
  if (openRole(store) !== 'trash') return await file(store, targets, 'trash');
  const { removal } = words.value;
  const sure = await confirm({
    title: removal.title(targets.emailIds.length),
    text: removal.text,
    yes: removal.yes,
    no: words.value.cancel,
  });
  if (!sure) return;
  leaveRows(store, targets.rows);
  await destroy(store, targets.emailIds, targets.rows);
}

/** Says that messages are spam or, in the folder of spam, that they are not. */
export function spam(store: MailStore, targets = currentTargets(store)): Promise<void> {
  return file(store, targets, openRole(store) === 'junk' ? 'inbox' : 'junk');
}

/** Moves messages out of the folder that is open. */
export async function moveTo(
  store: MailStore,
  to: string,
  targets: Targets = currentTargets(store),
): Promise<void> {
  if (targets.emailIds.length === 0) return;
  const from = store.list.peek()?.query.mailboxId;
  if (from === to) return;
  const rows = from === undefined ? [] : targets.rows;
  if (rows.length > 0) leaveRows(store, rows);
  await move(store, targets.emailIds, { to, rows, from: wholly(store, to) ? undefined : from });
}

/** Marks as read when anything is unread, else as unread. */
export async function toggleRead(store: MailStore, targets = currentTargets(store)): Promise<void> {
  const unread = targets.emailIds.filter((id) => !has(store, id, '$seen'));
  if (unread.length > 0) await mark(store, unread, { keyword: '$seen', set: true });
  else await mark(store, targets.rows, { keyword: '$seen', set: false });
}

/** Sets a flag on the newest message of each conversation, or takes all flags away. */
export async function toggleFlag(store: MailStore, targets = currentTargets(store)): Promise<void> {
  const flagged = targets.emailIds.filter((id) => has(store, id, '$flagged'));
  if (flagged.length > 0) await mark(store, flagged, { keyword: '$flagged', set: false });
  else await mark(store, targets.rows, { keyword: '$flagged', set: true });
}

async function file(store: MailStore, targets: Targets, role: MailboxRole): Promise<void> {
  if (targets.emailIds.length === 0) return;
  await moveTo(store, await mailboxFor(store, role), targets);
}

/** Whether a message in the target is in no other folder. */
function wholly(store: MailStore, to: string): boolean {
  const role = store.mailboxes.all.peek().get(to)?.role;
  return role === 'trash' || role === 'junk' || store.list.peek()?.query.mailboxId === undefined;
}

function has(store: MailStore, id: string, keyword: string): boolean {
  return keyword in (store.emails.peek(id)?.keywords ?? {});
}

/** The purpose of the folder that is open. */
export function openRole(store: MailStore): string | undefined {
  const id = store.list.value?.query.mailboxId;
  return id === undefined ? undefined : (store.mailboxes.all.value.get(id)?.role ?? undefined);
}
