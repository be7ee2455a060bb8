import type { Email } from '../../shared/jmap/mail-types.ts';

/** By how much each folder's count of unread messages changes. */
export function unreadChanges(
  before: readonly Email[],
  after: readonly Email[],
): ReadonlyMap<string, number> {
  const changes = new Map<string, number>();
  const count = (emails: readonly Email[], step: number) => {
    for (const { keywords, mailboxIds } of emails) {
      if ('$seen' in keywords) continue;
      for (const id of Object.keys(mailboxIds)) changes.set(id, (changes.get(id) ?? 0) + step);
    }
  };
  count(before, -1);
  count(after, 1);
  return changes;
}
