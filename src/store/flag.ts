/** The bits of `entry.flags`: the system flags of a message in a mailbox (RFC 9051 §2.3.2). */
export const flag = { seen: 1, answered: 2, flagged: 4, deleted: 8, draft: 16 } as const;

/** All bits of {@link flag}. */
export const flagsAll = 31;
