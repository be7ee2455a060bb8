import { bitsWithout } from '#base/bits.ts';
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
  /** The change's own; undefined when nothing changed: the mailbox's last one is somebody else's. */
  readonly modseq: number | undefined;
  /** UIDs left alone because they changed after `unchangedSince` (RFC 7162 §3.1.3). */
  readonly failed: readonly number[];
  /** UIDs that now have flags or keywords which this change alone would not have given them. */
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
  const expected = new Map<number, Expected>();
  for (const uid of change.uids) {
    const position = columns.positionOf(uid);
    // What others did to the message and the peer was not told yet must not stay untold.
    if (position < 0 || selected.isUntold(position)) continue;
    const flags = changedFlags(columns.flags[position] ?? 0, change);
    expected.set(uid, { flags, keywords: columns.keywords[position] ?? 0 });
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
  const named = bitsOf(change.keywords, view.keywords);
  for (const [uid, flags, keywords] of changed) {
    const wanted = expected.get(uid);
    // The named keywords are as asked for; of the others a replacement leaves none.
    const same =
      change.action === 'replace' ||
      bitsWithout(keywords, named) === bitsWithout(wanted?.keywords ?? 0, named);
    if (wanted?.flags !== flags || !same) surprising.push(uid);
  }
  return { modseq: changed.length === 0 ? undefined : modseq, failed, surprising };
}

type Expected = { readonly flags: number; readonly keywords: number };

/** The bits that names have in a mailbox's list of keywords, without case. */
function bitsOf(names: readonly string[], list: readonly string[]): number {
  const wanted = new Set(names.map((name) => name.toUpperCase()));
  let bits = 0;
  for (const [bit, name] of list.entries()) if (wanted.has(name.toUpperCase())) bits += 2 ** bit;
  return bits;
}

function changedFlags(flags: number, { action, flags: named }: FlagChange): number {
  if (action === 'add') return flags | named;
  return action === 'remove' ? flags & ~named : named;
}
