import type { MailStore } from './mail-store.ts';
import { goTo, route } from './location.ts';
import { type Route, startRoute } from './route.ts';
import { noSelection } from './selection.ts';
import { wide } from './ui.ts';

/** Opens a conversation of the list that is shown. */
export function openRow(store: MailStore, id: string): void {
  const at = route.peek();
  if (at.view !== 'mail' && at.view !== 'search') return;
  store.active.value = id;
  const replace = at.email !== undefined;
  goTo({ ...at, email: id }, { replace });
}

/** Goes back to the list, and from the list of a search to the inbox. */
export function closeRow(): void {
  const at = route.peek();
  if (at.view === 'search' && at.email === undefined) return goTo(startRoute);
  if (at.view === 'mail' || at.view === 'search') goTo(withoutEmail(at));
}

/** Moves by rows; opens the row where there is room beside the list or a message is open. */
export function step(store: MailStore, by: number): void {
  const rows = store.list.peek()?.rows.peek() ?? [];
  if (rows.length === 0) return;
  const active = store.active.peek();
  const from = active === undefined ? -1 : rows.indexOf(active);
  const start = from === -1 ? (by > 0 ? -1 : 0) : from;
  const id = rows[Math.min(Math.max(start + by, 0), rows.length - 1)];
  if (id === undefined) return;
  store.selection.value = noSelection;
  store.active.value = id;
  const at = route.peek();
  const reading = (at.view === 'mail' || at.view === 'search') && at.email !== undefined;
  if (wide.peek() || reading) openRow(store, id);
}

/** Goes on to the row after those that are about to leave the list. */
export function leaveRows(store: MailStore, leaving: readonly string[]): void {
  const rows = store.list.peek()?.rows.peek() ?? [];
  const active = store.active.peek();
  store.selection.value = noSelection;
  if (active === undefined || !leaving.includes(active)) return;
  const gone = new Set(leaving);
  const at = rows.indexOf(active);
  const stays = (id: string | undefined) => id !== undefined && !gone.has(id);
  const next = rows.slice(at + 1).find(stays) ?? rows.slice(0, Math.max(at, 0)).findLast(stays);
  store.active.value = next;
  const here = route.peek();
  if (here.view !== 'mail' && here.view !== 'search') return;
  if (here.email === undefined) return;
  if (next !== undefined && wide.peek()) openRow(store, next);
  else goTo(withoutEmail(here), { replace: true });
}

function withoutEmail(at: Extract<Route, { view: 'mail' | 'search' }>): Route {
  return at.view === 'mail'
    ? { view: 'mail', mailbox: at.mailbox }
    : { view: 'search', text: at.text };
}
