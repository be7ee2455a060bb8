import type { MailboxView } from '#core/mailbox/mailbox-view.ts';
import { keywordNames } from '#core/mailbox/keyword-names.ts';
import { formatFlags } from '#proto/imap/flag.ts';

/** Keyword combinations kept ready per mailbox; more are made again each time. */
const combinationsMax = 512;

/** Rendered `FLAGS (…)` by keywords, then by system flags. */
type Rendered = Map<number, (string | undefined)[]>;

const renderedByView = new WeakMap<MailboxView, Rendered>();

/** `FLAGS (…)` of the row, mostly from a cache: 100,000 messages have a handful of combinations. */
export function flagList(view: MailboxView, position: number): string {
  const flags = view.columns.flags[position] ?? 0;
  const keywords = view.columns.keywords[position] ?? 0;
  let rendered = renderedByView.get(view);
  if (rendered === undefined) renderedByView.set(view, (rendered = new Map()));
  let byFlags = rendered.get(keywords);
  if (byFlags === undefined) {
    if (rendered.size >= combinationsMax) rendered.clear();
    rendered.set(keywords, (byFlags = []));
  }
  return (byFlags[flags] ??= `FLAGS (${formatFlags(flags, keywordNames(view, keywords))})`);
}
