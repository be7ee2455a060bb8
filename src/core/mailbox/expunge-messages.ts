import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { expungeMessages as operation } from '#store/operations/message/expunge-messages.ts';

const deletedFlag = 8;

/**
 * Removes the messages that are \Deleted, of `uids` only when given (RFC 9051 §6.4.3, §6.4.9).
 * Only what the peer can see goes (its told messages). Returns how many went.
 */
export async function expungeMessages(
  mail: Mail,
  selected: SelectedMailbox,
  uids: readonly number[] | undefined,
): Promise<number> {
  const { view } = selected;
  const { accountId, mailboxId } = view;
  const named = uids === undefined ? deletedUids(selected) : [...uids];
  if (named.length === 0) return 0;
  const gone = await mail.store.write(operation, { accountId, mailboxId, uids: named });
  await view.catchUp(gone.modseq);
  return gone.uids.length;
}

function deletedUids({ view: { columns }, told }: SelectedMailbox): number[] {
  const uids: number[] = [];
  for (let position = 0; position < told; position++) {
    const flags = columns.flags[position] ?? 0;
    if ((flags & deletedFlag) !== 0) uids.push(columns.uid[position] ?? 0);
  }
  return uids;
}
