import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { formatFlags } from '#proto/imap/flag.ts';
import type { ImapSession } from '#session/imap/session.ts';

const systemFlags = 31;

/** The flags that messages may have and that the peer may set (RFC 9051 §7.3.5, §7.1). */
export function tellFlagLists(session: ImapSession, selected: SelectedMailbox): void {
  const flags = formatFlags(systemFlags, selected.view.keywords);
  session.untagged(`FLAGS (${flags})`);
  session.untagged(
    selected.readOnly
      ? 'OK [PERMANENTFLAGS ()] Read-only mailbox'
      : `OK [PERMANENTFLAGS (${flags} \\*)] Flags permitted`,
  );
}

/** Tells the lists again when there are new keywords: c-client knows no others than those in FLAGS. */
export function tellKeywords(session: ImapSession): void {
  const { selected } = session;
  if (selected?.takeKeywords() === true) tellFlagLists(session, selected);
}
