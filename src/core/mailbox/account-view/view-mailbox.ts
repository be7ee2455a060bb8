import { keywordNames, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';

/** A mailbox as an account view has it. */
export type ViewMailbox = {
  readonly row: MailboxRow;
  /** Names of its keywords in lower case, as JMAP has them (RFC 8621 §4.1.1); the place is the bit. */
  readonly keywords: readonly string[];
};

export function viewMailbox(row: MailboxRow): ViewMailbox {
  return { row, keywords: keywordNames(row).map((name) => name.toLowerCase()) };
}
