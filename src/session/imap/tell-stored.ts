import type { StoredFlags } from '#core/mailbox/set-flags.ts';
import { ResponseWriter } from '#proto/imap/response-writer.ts';
import { flagList } from '#session/imap/fetch/flag-list.ts';
import { flushRows } from '#session/imap/fetch/flush-rows.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellKeywords } from '#session/imap/tell-keywords.ts';

type Told = {
  readonly uids: readonly number[];
  readonly byUid: boolean;
  readonly silent: boolean;
};

/**
 * FETCH responses of a STORE: the new flags, or with .SILENT only what the peer cannot know: the
 * new MODSEQ for CONDSTORE, and flags that somebody else set at the same time (RFC 9051 §6.4.6,
 * RFC 7162 §3.1.3). Written in one turn of the loop, so that no row moves.
 */
export function tellStored(session: ImapSession, stored: StoredFlags, told: Told): void {
  const { mailbox: selected, condstore } = session;
  const { columns } = selected.view;
  const surprising = told.silent ? new Set(stored.surprising) : undefined;
  const failed = new Set(stored.failed);
  tellKeywords(session);
  const writer = new ResponseWriter();
  for (const uid of told.uids) {
    const withFlags = surprising === undefined || surprising.has(uid);
    if (!withFlags && (!condstore || failed.has(uid))) continue;
    const number = selected.numberOfUid(uid);
    if (number === 0) continue;
    const position = selected.positionOf(number);
    writer.beginFetch(number);
    if (told.byUid || session.rev2) {
      writer.uid(uid);
      writer.text(' ');
    }
    if (withFlags) writer.text(flagList(selected.view, position));
    if (condstore) {
      writer.text(withFlags ? ' MODSEQ (' : 'MODSEQ (');
      writer.number(columns.modseq[position] ?? 0);
      writer.text(')');
    }
    writer.endFetch();
  }
  flushRows(session.connection, writer);
  if (stored.modseq !== undefined) selected.own(stored.modseq);
}
