import type { ImapSession } from '#session/imap/session.ts';

/** `[HIGHESTMODSEQ n] ` for a peer that knows CONDSTORE, when messages went (RFC 7162 §3.2.10). */
export function highestModseqCode(session: ImapSession, gone: number): string {
  if (!session.condstore || gone === 0) return '';
  return `[HIGHESTMODSEQ ${session.mailbox.view.modseq}] `;
}
