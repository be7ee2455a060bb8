import { pageRows } from './list-window.ts';
import type { MailStore } from './mail-store.ts';

/** Messages whose heads are kept: about 1.5 KB each. Our choice. */
const emailsMax = 10_000;

/** Messages whose texts are kept. Our choice. */
const contentsMax = 200;

/**
 * Forgets what was seen long ago, so that scrolling through 100,000 messages does not fill the
 * browser.
 *
 * @param at First row in sight.
 * @returns Messages that are no longer known.
 */
export function trimCaches(
  store: MailStore,
  rows: readonly (string | undefined)[],
  at: number,
): ReadonlySet<string> {
  const near = rows.slice(Math.max(0, at - 2 * pageRows), at + 4 * pageRows);
  const keep = new Set<string>(store.selection.peek().ids);
  for (const id of [...near, store.active.peek()]) {
    if (id === undefined) continue;
    keep.add(id);
    const thread = store.emails.peek(id)?.threadId;
    for (const member of store.threads.peek(thread ?? '')?.emailIds ?? []) keep.add(member);
  }
  store.contents.trim(contentsMax, keep);
  return store.emails.trim(emailsMax, keep);
}
