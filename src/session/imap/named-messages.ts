import type { NumberRanges } from '#core/mailbox/selected-mailbox.ts';
import type { Cursor } from '#proto/cursor.ts';
import { largest, type SequenceSet } from '#proto/imap/sequence-set.ts';
import type { ImapSession } from '#session/imap/session.ts';

/**
 * The messages that a command names. Message numbers that do not exist are the client's fault, UIDs
 * that do not exist are not (RFC 9051 §2.3.1.2, §6.4.9).
 *
 * @throws {ParseError} On a message number beyond EXISTS.
 */
export function namedMessages(
  session: ImapSession,
  cursor: Cursor,
  named: { readonly set: SequenceSet; readonly byUid: boolean },
): NumberRanges {
  const { set, byUid } = named;
  const selected = session.mailbox;
  if (!byUid && set.kind === 'ranges') {
    const { exists } = selected;
    const beyond = set.ranges.some(
      ({ from, to }) =>
        (from !== largest && from > exists) || (to !== largest && to > exists && from !== largest),
    );
    if (beyond) throw cursor.error(`No such message: there are ${exists}`);
  }
  return selected.resolve(set, byUid);
}
