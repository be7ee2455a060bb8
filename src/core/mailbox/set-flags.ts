import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { setFlags as operation } from '#store/operations/message/set-flags.ts';

export type FlagChange = {
  readonly uids: readonly number[];
  readonly action: 'add' | 'remove' | 'replace';
  /** System flags as bits. */
  readonly flags: number;
  readonly keywords: readonly string[];
  readonly unchangedSince: number | undefined;
};

export type StoredFlags = {
  readonly modseq: number;
  /** UIDs left alone because they changed after `unchangedSince` (RFC 7162 §3.1.3). */
  readonly failed: readonly number[];
  /** UIDs that now have system flags which this change alone would not have given them. */
  readonly surprising: readonly number[];
};

/**
 * Changes flags of messages (RFC 9051 §6.4.6); the view shows them when this returns.
 *
 * @throws {Refusal} `mailbox.absent`, `keyword.limit`.
 */
export async function setFlags(
  mail: Mail,
  selected: SelectedMailbox,
  change: FlagChange,
): Promise<StoredFlags> {
  const { view } = selected;
  const { accountId, mailboxId, columns } = view;
  const expected = new Map<number, number>();
  for (const uid of change.uids) {
    const position = columns.positionOf(uid);
    if (position >= 0) expected.set(uid, changedFlags(columns.flags[position] ?? 0, change));
  }
  const { modseq, changed, failed } = await mail.store.write(operation, {
    accountId,
    mailboxId,
    uids: [...change.uids],
    action: change.action,
    flags: change.flags,
    keywords: [...change.keywords],
    ...(change.unchangedSince === undefined ? {} : { unchangedSince: change.unchangedSince }),
  });
  await view.catchUp(modseq);
  const surprising: number[] = [];
  for (const [uid, flags] of changed) {
    if (expected.get(uid) !== flags) surprising.push(uid);
  }
  return { modseq, failed, surprising };
}

function changedFlags(flags: number, { action, flags: named }: FlagChange): number {
  if (action === 'add') return flags | named;
  return action === 'remove' ? flags & ~named : named;
}
