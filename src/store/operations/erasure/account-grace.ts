/**
 * How long a removed account can be restored, in milliseconds: 14 days, as a deleted message. Its
 * octets leave the disk when their segment is compacted, 14 days later at most: within a month, which
 * is what people may expect (GDPR article 12). Ours.
 */
export const accountGraceMs = 14 * 86_400_000;

/** The name of an account whose erasure has begun: nobody can ask for it, so nobody restores it. */
export function erasedName(accountId: number): string {
  return `removed ${accountId}`;
}
