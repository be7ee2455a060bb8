import { listMailboxes } from '#core/mailbox/list-mailboxes.ts';
import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { type ListArguments, parseListArguments } from '#proto/imap/list.ts';
import { listMatcher } from '#proto/imap/list-pattern.ts';
import { formatListLine } from '#proto/imap/list-response.ts';
import { formatStatus, type StatusItem } from '#proto/imap/status.ts';
import type { Reply } from '#session/imap/command.ts';
import { listAttributes } from '#session/imap/list-attributes.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { statusValues } from '#session/imap/status-values.ts';

/** LIST, basic and extended (RFC 9051 §6.3.9, RFC 5819 §2, RFC 6154 §2). */
export async function list(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const request = parseListArguments(cursor, session.nameEncoding);
  if (request.selection === undefined && request.patterns.every((pattern) => pattern === '')) {
    session.untagged('LIST (\\Noselect) "/" ""'); // RFC 9051 §6.3.9: asks for the delimiter.
    return 'OK LIST completed';
  }
  const mailboxes = await listMailboxes(session.context.mail, session.accountId);
  const matchers = request.patterns.map((pattern) => listMatcher(request.reference + pattern));
  const matched = (name: string): boolean => matchers.some((matches) => matches(name));
  for (const mailbox of mailboxes) {
    if (matched(mailbox.name)) tell(session, mailbox, { request, mailboxes });
  }
  return 'OK LIST completed';
}

type Listing = { readonly request: ListArguments; readonly mailboxes: readonly MailboxInfo[] };

function tell(session: ImapSession, mailbox: MailboxInfo, listing: Listing): void {
  const { selection, returns } = listing.request;
  const childInfo = selection?.recursiveMatch === true ? childMatches(mailbox, listing) : [];
  const selected =
    (selection?.subscribed !== true || mailbox.subscribed) &&
    (selection?.specialUse !== true || mailbox.role > 1);
  // RFC 9051 §6.3.9.1: names that exist only as subscriptions are for SUBSCRIBED alone.
  if (mailbox.mailboxId === 0 && selection?.subscribed !== true) return;
  if (!selected && childInfo.length === 0) return;
  session.connection.write(
    formatListLine(
      {
        response: 'LIST',
        attributes: listAttributes(mailbox, {
          subscribed: selection?.subscribed === true || returns?.subscribed === true,
        }),
        mailbox: mailbox.name,
        childInfo,
        oldName: undefined,
      },
      session.nameEncoding,
    ),
  );
  if (returns?.status !== undefined && mailbox.selectable)
    tellStatus(session, mailbox, returns.status);
}

/** LIST-STATUS: the counters come with the list, so it costs no further read (RFC 5819 §2). */
function tellStatus(
  session: ImapSession,
  mailbox: MailboxInfo,
  items: readonly StatusItem[],
): void {
  const values = statusValues(session, mailbox, items);
  session.connection.write(formatStatus(mailbox.name, session.nameEncoding, values));
}

/** RECURSIVEMATCH: which options a child fulfils (RFC 5258 §3.5). */
function childMatches(mailbox: MailboxInfo, { request, mailboxes }: Listing): string[] {
  const { selection } = request;
  const head = `${mailbox.name}/`;
  const children = mailboxes.filter((child) => child.name.startsWith(head));
  const matches: string[] = [];
  if (selection?.subscribed === true && children.some((child) => child.subscribed)) {
    matches.push('SUBSCRIBED');
  }
  if (selection?.specialUse === true && children.some((child) => child.role > 1)) {
    matches.push('SPECIAL-USE');
  }
  return matches;
}
