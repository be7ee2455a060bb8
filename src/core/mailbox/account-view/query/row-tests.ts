import {
  type AccountView,
  hasBit,
  systemKeywords,
} from '#core/mailbox/account-view/account-view.ts';
import type { EmailCondition } from '#core/mailbox/account-view/query/email-query.ts';
import { type TextVerdicts, verdictOf } from '#core/mailbox/account-view/query/text-verdicts.ts';
import { flag } from '#store/flag.ts';
import { messageAttribute } from '#store/message-attribute.ts';

/** Whether a row meets a condition; undefined when its message must be looked at first. */
export type RowTest = (row: number) => boolean | undefined;

/** The condition as a test of rows of this view; good until the next `await`. */
export function rowTest(
  view: AccountView,
  condition: EmailCondition,
  verdicts: TextVerdicts,
): RowTest {
  const { columns } = view;
  switch (condition.on) {
    case 'mailbox':
      return (row) => view.isIn(row, condition.mailboxId);
    case 'otherMailbox':
      return (row) => view.mailboxesOf(row).some((id) => !condition.mailboxIds.has(id));
    case 'before':
      return (row) => (columns.receivedAt[row] ?? 0) < condition.at;
    case 'after':
      return (row) => (columns.receivedAt[row] ?? 0) >= condition.at;
    case 'minSize':
      return (row) => (columns.size[row] ?? 0) >= condition.octets;
    case 'maxSize':
      return (row) => (columns.size[row] ?? 0) < condition.octets;
    case 'keyword': {
      const test = keywordTest(view, condition.keyword);
      return (row) => test(row) === condition.has;
    }
    case 'thread':
      return threadTest(view, condition);
    case 'attachment':
      return attachmentTest(view, condition, verdicts);
    case 'text':
    case 'header': {
      const known = verdicts.of(view, condition);
      return (row) => verdictOf(known, row);
    }
    default:
      return condition satisfies never;
  }
}

/** Whether a message has a keyword, which is in lower case. */
export function keywordTest(view: AccountView, keyword: string): (row: number) => boolean {
  const system = systemKeywords.find(([name]) => name === keyword)?.[1];
  if (system !== undefined) return (row) => (view.flagsOf(row) & system) !== 0;
  const places = new Map<number, number>();
  for (const [mailboxId, { keywords }] of view.mailboxes) {
    const place = keywords.indexOf(keyword);
    if (place >= 0) places.set(mailboxId, place);
  }
  if (places.size === 0) return () => false;
  const { columns } = view;
  const has = (mailboxId: number, flags: number, keywords: number): boolean => {
    if (keywords === 0 || (flags & flag.deleted) !== 0) return false;
    const place = places.get(mailboxId);
    return place !== undefined && hasBit(keywords, place);
  };
  return (row) => {
    const { mailboxId, flags, keywords, more } = columns;
    if (has(mailboxId[row] ?? 0, flags[row] ?? 0, keywords[row] ?? 0)) return true;
    const others = more.size === 0 ? undefined : more.get(row);
    return others?.some((entry) => has(entry.mailboxId, entry.flags, entry.keywords)) ?? false;
  };
}

/** Whether all, some or none of the thread's messages have a keyword; each thread is judged once. */
export function threadTest(
  view: AccountView,
  { which, keyword }: { readonly which: 'all' | 'some' | 'none'; readonly keyword: string },
): (row: number) => boolean {
  const { threads, columns } = view;
  const test = keywordTest(view, keyword);
  const judged = new Map<number, boolean>();
  // A message that has it decides about some and none, one that has not about all.
  const deciding = which !== 'all';
  return (row) => {
    const threadId = columns.threadId[row] ?? 0;
    let result = judged.get(threadId);
    if (result === undefined) {
      let found = false;
      for (let one = threads.first(threadId); one >= 0 && !found; one = threads.next(one)) {
        found = test(one) === deciding;
      }
      result = found === (which === 'some');
      judged.set(threadId, result);
    }
    return result;
  };
}

function attachmentTest(
  view: AccountView,
  condition: Extract<EmailCondition, { on: 'attachment' }>,
  verdicts: TextVerdicts,
): RowTest {
  const { attributes } = view.columns;
  const known = verdicts.of(view, condition);
  return (row) => {
    const bits = attributes[row] ?? 0;
    if ((bits & messageAttribute.judged) === 0) return verdictOf(known, row);
    return ((bits & messageAttribute.attachment) !== 0) === condition.has;
  };
}
