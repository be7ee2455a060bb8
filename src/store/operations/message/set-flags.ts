import { bitsOr, bitsWithout } from '#base/bits.ts';
import { flag, flagsAll } from '#store/flag.ts';
import { writeOperation } from '#store/operation.ts';
import { findSelectable } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { keepKeywords, keywordBits } from '#store/operations/message/keyword-bits.ts';
import { type UidRange, uidRanges } from '#store/operations/message/uid-ranges.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** All bits a keyword can have. */
const keywordsAll = 2 ** 50 - 1;

type Row = [uid: number, flags: number, keywords: number, modseq: number];

const selectRange = statement<Row>(`
  SELECT uid, flags, keywords, modseq FROM entry
  WHERE account_id = ?1 AND mailbox_id = ?2 AND uid BETWEEN ?3 AND ?4 ORDER BY uid`);
// New value: the old one without the cleared bits, with the set ones. `& ~` and `|` are 64-bit in
// both engines. Only rows that change are written.
const updateRange = statement(`
  UPDATE entry SET flags = (flags & ~CAST(?5 AS BIGINT)) | ?6, keywords = (keywords & ~CAST(?7 AS BIGINT)) | ?8, modseq = ?9
  WHERE account_id = ?1 AND mailbox_id = ?2 AND uid BETWEEN ?3 AND ?4 AND modseq <= ?10
    AND (flags <> ((flags & ~CAST(?5 AS BIGINT)) | ?6) OR keywords <> ((keywords & ~CAST(?7 AS BIGINT)) | ?8))`);
const touchMessages = statement(`
  UPDATE message SET modseq = ?5 WHERE account_id = ?1 AND message_id IN (
    SELECT message_id FROM entry WHERE account_id = ?1 AND mailbox_id = ?2
      AND uid BETWEEN ?3 AND ?4 AND modseq = ?5)`);
// A message that loses \Deleted comes into sight, one that gets it goes out of sight (RFC 8621 §4.1.1).
const showMessages = statement(`
  UPDATE message SET thread_modseq = ?5, created_modseq = ?5
  WHERE account_id = ?1 AND message_id IN (
    SELECT message_id FROM entry WHERE account_id = ?1 AND mailbox_id = ?2
      AND uid BETWEEN ?3 AND ?4 AND modseq = ?5 AND (flags & 8) = 0)`);
const hideMessages = statement(`
  UPDATE message SET thread_modseq = ?5 WHERE account_id = ?1 AND message_id IN (
    SELECT message_id FROM entry WHERE account_id = ?1 AND mailbox_id = ?2
      AND uid BETWEEN ?3 AND ?4 AND modseq = ?5 AND (flags & 8) = 8)`);
const updateMailbox = statement(`
  UPDATE mailbox SET modseq = ?3, unseen = unseen + ?4, deleted = deleted + ?5
  WHERE account_id = ?1 AND mailbox_id = ?2`);

export type SetFlagsInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly uids: readonly number[];
  readonly action: 'add' | 'remove' | 'replace';
  readonly flags: number;
  readonly keywords: readonly string[];
  /** Entries changed after this modseq are left and listed in `failed` (RFC 7162 §3.1.3). */
  readonly unchangedSince?: number | undefined;
};

export type SetFlags = {
  readonly modseq: number;
  readonly changed: readonly (readonly [
    uid: number,
    flags: number,
    keywords: number,
    modseq: number,
  ])[];
  readonly failed: readonly number[];
};

type Masks = {
  readonly clear: number;
  readonly set: number;
  readonly clearKeywords: number;
  readonly setKeywords: number;
  readonly modseqMax: number;
};

/**
 * Changes flags and keywords (RFC 9051 §6.4.6). Entries that have them already keep their modseq.
 *
 * @throws {Refusal} `mailbox.absent`, `keyword.limit`, `account.absent`.
 */
export const setFlags = writeOperation(
  'setFlags',
  function* (tx, input: SetFlagsInput): Work<SetFlags> {
    const { accountId, mailboxId, action } = input;
    const mailbox = yield* findSelectable(tx, accountId, mailboxId);
    const keywords = keywordBits(mailbox, input.keywords);
    const adds = action !== 'remove';
    const masks: Masks = {
      clear: action === 'replace' ? flagsAll : adds ? 0 : input.flags,
      set: adds ? input.flags : 0,
      clearKeywords: action === 'replace' ? keywordsAll : adds ? 0 : keywords.bits,
      setKeywords: adds ? keywords.bits : 0,
      modseqMax: input.unchangedSince ?? Number.MAX_SAFE_INTEGER,
    };

    const changed: Row[] = [];
    const failed: number[] = [];
    const ranges: UidRange[] = [];
    let unseen = 0;
    let deleted = 0;
    let undeleted = 0;
    for (const range of uidRanges(input.uids)) {
      const { first, last } = range;
      const before = changed.length;
      for (const row of yield* tx.table(selectRange, accountId, mailboxId, first, last)) {
        if (row[3] > masks.modseqMax) {
          failed.push(row[0]);
          continue;
        }
        const flags = (row[1] & ~masks.clear) | masks.set;
        const bits = bitsOr(bitsWithout(row[2], masks.clearKeywords), masks.setKeywords);
        if (flags === row[1] && bits === row[2]) continue;
        unseen += bit(row[1], flag.seen) - bit(flags, flag.seen);
        if (bit(flags, flag.deleted) > bit(row[1], flag.deleted)) deleted++;
        if (bit(flags, flag.deleted) < bit(row[1], flag.deleted)) undeleted++;
        changed.push([row[0], flags, bits, 0]);
      }
      if (changed.length > before) ranges.push(range);
    }
    if (changed.length === 0) return { modseq: mailbox.modseq, changed, failed };

    const modseq = yield* takeModseq(tx, accountId);
    if (adds) yield* keepKeywords(tx, accountId, mailbox, keywords);
    const shows = undeleted > 0;
    yield* write(tx, { accountId, mailboxId, modseq, ranges, masks, shows, hides: deleted > 0 });
    yield* tx.run(updateMailbox, accountId, mailboxId, modseq, unseen, deleted - undeleted);
    for (const row of changed) row[3] = modseq;
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { modseq, changed, failed };
  },
);

type Change = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly modseq: number;
  readonly ranges: readonly UidRange[];
  readonly masks: Masks;
  /** Some lose `\Deleted`. */
  readonly shows: boolean;
  /** Some get `\Deleted`. */
  readonly hides: boolean;
};

function* write(tx: Tx, change: Change): Work<void> {
  const { accountId, mailboxId, modseq, ranges, masks, shows, hides } = change;
  const { clear, set, clearKeywords, setKeywords, modseqMax } = masks;
  for (const { first, last } of ranges) {
    yield* tx.run(
      updateRange,
      accountId,
      mailboxId,
      first,
      last,
      clear,
      set,
      clearKeywords,
      setKeywords,
      modseq,
      modseqMax,
    );
    yield* tx.run(touchMessages, accountId, mailboxId, first, last, modseq);
    if (shows) yield* tx.run(showMessages, accountId, mailboxId, first, last, modseq);
    if (hides) yield* tx.run(hideMessages, accountId, mailboxId, first, last, modseq);
  }
}

function bit(flags: number, mask: number): number {
  return (flags & mask) === 0 ? 0 : 1;
}
