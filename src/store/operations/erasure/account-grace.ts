/**
 * How long a removed account can be restored, in milliseconds: 14 days, as a deleted message. With the
 * 14 days until compaction everything is off the disk within a month (GDPR article 12). Ours.
 */
export const accountGraceMs = 14 * 86_400_000;

/** The name of an account whose erasure has begun: nobody can ask for it, so nobody restores it. */
export function erasedName(accountId: number): string {
  return `removed ${accountId}`;
}
