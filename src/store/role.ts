/** The value of `mailbox.role`: the mailbox's special use (RFC 6154 §2), at most one of each. */
export const role = {
  none: 0,
  inbox: 1,
  drafts: 2,
  sent: 3,
  junk: 4,
  trash: 5,
  archive: 6,
  all: 7,
  flagged: 8,
  important: 9,
} as const;
