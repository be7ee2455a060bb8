import { listMailboxes } from '#core/mailbox/list-mailboxes.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseListArguments } from '#proto/imap/list.ts';
import { listMatcher } from '#proto/imap/list-pattern.ts';
import { formatListLine } from '#proto/imap/list-response.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** LSUB: subscribed names; a parent that only its children make match is \Noselect (RFC 3501 §6.3.9). */
export async function lsub(session: ImapSession, cursor: Cursor): Promise<Reply> {
  expectSpace(cursor);
  const { reference, patterns } = parseListArguments(cursor, session.nameEncoding);
  const mailboxes = await listMailboxes(session.context.mail, session.accountId);
  const matchers = patterns.map((pattern) => listMatcher(reference + pattern));
  const names = new Map<string, readonly string[]>();
  for (const mailbox of mailboxes) {
    if (!mailbox.subscribed) continue;
    if (matchers.some((matches) => matches(mailbox.name))) names.set(mailbox.name, []);
    else if (patterns.some((pattern) => pattern.endsWith('%'))) {
      const parent = parents(mailbox.name).find((name) => matchers.some((match) => match(name)));
      if (parent !== undefined && !names.has(parent)) names.set(parent, ['\\Noselect']);
    }
  }
  for (const [mailbox, attributes] of names) {
    const line = {
      response: 'LSUB',
      attributes,
      mailbox,
      childInfo: [],
      oldName: undefined,
    } as const;
    session.connection.write(formatListLine(line, session.nameEncoding));
  }
  return 'OK LSUB completed';
}

/** `a/b/c` → `a/b`, `a`. */
function parents(name: string): string[] {
  const levels = name.split('/');
  return levels.slice(1).map((_, index) => levels.slice(0, levels.length - 1 - index).join('/'));
}
