import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';

/** Special uses by role number (RFC 6154 §2, RFC 8457 §3); INBOX has none. */
const specialUses = [
  '',
  '',
  '\\Drafts',
  '\\Sent',
  '\\Junk',
  '\\Trash',
  '\\Archive',
  '\\All',
  '\\Flagged',
  '\\Important',
];

/** The role that a use attribute stands for, or 0 (RFC 6154 §2). */
export function roleOfUse(use: string): number {
  const role = specialUses.findIndex((known) => known.toUpperCase() === use.toUpperCase());
  return Math.max(role, 0);
}

/** Attributes of a mailbox as LIST tells them (RFC 9051 §7.3.1). */
export function listAttributes(
  mailbox: MailboxInfo,
  tells: { readonly subscribed: boolean },
): string[] {
  const attributes: string[] = [];
  if (mailbox.mailboxId === 0) attributes.push('\\NonExistent');
  else if (!mailbox.selectable) attributes.push('\\Noselect');
  attributes.push(mailbox.hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  if (tells.subscribed && mailbox.subscribed) attributes.push('\\Subscribed');
  const use = specialUses[mailbox.role];
  if (use !== undefined && use !== '') attributes.push(use);
  return attributes;
}
