/** Refusals of the mail operations. */
export type MailRefusalCode =
  | 'account.absent'
  /** The account's quota was used up before this message (RFC 3463 §3.3, 4.2.2 or 5.2.2). */
  | 'mailbox.full'
  /** The tenant's quota was used up. */
  | 'tenant.full'
  | 'mailbox.absent'
  | 'mailbox.exists'
  /** The name is empty, too long, too deep, not in NFC, or has a control character or `/`. */
  | 'mailbox.name'
  /** Another mailbox of the account has that role. */
  | 'mailbox.role'
  | 'mailbox.has-children'
  /** It is to be deleted only when it is empty (RFC 8621 §2.5). */
  | 'mailbox.has-mail'
  /** INBOX can be neither deleted nor moved, and no other mailbox can take its place. */
  | 'mailbox.inbox'
  | 'limit.mailboxes'
  | 'limit.subscriptions'
  /** The mailbox has all the keywords it can have. */
  | 'keyword.limit'
  /** The mailbox has given out its last UID. */
  | 'uid.limit';
