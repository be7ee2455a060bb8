import type { MailboxView } from '#core/mailbox/mailbox-view.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { matchesText, type SearchText } from '#core/mailbox/search/search-text.ts';
import type { SearchKey } from '#proto/imap/search-key.ts';

const dayMs = 86_400_000;

/** Ranges of sequence numbers for each set in the keys, resolved once before the search. */
export type ResolvedSets = ReadonlyMap<SearchKey, readonly (readonly [number, number])[]>;

/** What stays the same for all rows of one search. */
export type SearchContext = {
  readonly selected: SelectedMailbox;
  readonly sets: ResolvedSets;
  readonly now: number;
};

/**
 * Whether the row at a position matches; undefined when that takes the message's text and there is
 * none (RFC 9051 §6.4.4). AND and OR ask for text only where the columns do not decide.
 */
export function matchesRow(
  context: SearchContext,
  position: number,
  key: SearchKey,
  text: SearchText | undefined,
): boolean | undefined {
  const { view } = context.selected;
  const { columns } = view;
  switch (key.key) {
    case 'all':
    case 'old':
    case 'savedate-supported':
      return true;
    case 'recent':
    case 'new':
      return false; // Nothing is \Recent here (RFC 9051 §2.3.2).
    case 'and':
      return matchesAll(context, position, key.keys, text);
    case 'or':
      return matchesEither(context, position, key, text);
    case 'not': {
      const inner = matchesRow(context, position, key.inner, text);
      return inner === undefined ? undefined : !inner;
    }
    case 'sequence':
    case 'uid':
      return inRanges(context.sets.get(key) ?? [], context.selected.numberOf(position));
    case 'flag':
      return (((columns.flags[position] ?? 0) & key.flag) !== 0) === key.set;
    case 'keyword':
      return hasKeyword(view, position, key.keyword) === key.set;
    case 'larger':
      return (columns.size[position] ?? 0) > key.octets;
    case 'smaller':
      return (columns.size[position] ?? 0) < key.octets;
    case 'older':
      return context.now - (columns.receivedAt[position] ?? 0) >= key.seconds * 1000;
    case 'younger':
      return context.now - (columns.receivedAt[position] ?? 0) <= key.seconds * 1000;
    case 'modseq':
      return (columns.modseq[position] ?? 0) >= key.modseq;
    case 'emailid':
      return key.id === `e${columns.messageId[position] ?? 0}`;
    case 'threadid':
      return false;
    case 'date':
      return matchesDate(view, position, key, text);
    case 'header':
    case 'body':
    case 'text':
      break;
  }
  return text === undefined ? undefined : matchesText(text, key);
}

function matchesAll(
  context: SearchContext,
  position: number,
  keys: readonly SearchKey[],
  text: SearchText | undefined,
): boolean | undefined {
  let result: boolean | undefined = true;
  for (const key of keys) {
    const one = matchesRow(context, position, key, text);
    if (one === false) return false;
    if (one === undefined) result = undefined;
  }
  return result;
}

function matchesEither(
  context: SearchContext,
  position: number,
  { left, right }: Extract<SearchKey, { key: 'or' }>,
  text: SearchText | undefined,
): boolean | undefined {
  const first = matchesRow(context, position, left, text);
  if (first === true) return true;
  const second = matchesRow(context, position, right, text);
  return second === true ? true : first === undefined ? undefined : second;
}

function matchesDate(
  { columns }: MailboxView,
  position: number,
  key: Extract<SearchKey, { key: 'date' }>,
  text: SearchText | undefined,
): boolean | undefined {
  let day: number | undefined;
  if (key.of === 'internal') day = dayOf(columns.receivedAt[position] ?? 0);
  else if (key.of === 'saved') day = dayOf(columns.savedAt[position] ?? 0);
  else if (text === undefined) return undefined;
  else day = text.sentDay;
  if (day === undefined) return false;
  if (key.compare === 'on') return day === key.day;
  return key.compare === 'before' ? day < key.day : day >= key.day;
}

function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / dayMs) * dayMs;
}

function hasKeyword(view: MailboxView, position: number, keyword: string): boolean {
  const wanted = keyword.toUpperCase();
  const bit = view.keywords.findIndex((name) => name.toUpperCase() === wanted);
  if (bit < 0) return false;
  return Math.floor((view.columns.keywords[position] ?? 0) / 2 ** bit) % 2 === 1;
}

function inRanges(ranges: readonly (readonly [number, number])[], number: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[1] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range[0] <= number;
}
