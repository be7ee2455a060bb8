import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { foldText } from '#core/mailbox/account-view/query/text-condition.ts';
import type { Breather } from '#core/mailbox/breather.ts';
import { buildRecord, openRecord } from '#core/mailbox/build-record.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { RecordReader } from '#proto/mime/record.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { BlobDamaged } from '#store/store.ts';

/** Records read at once. Our choice. */
const batchMessagesMax = 200;

/** Characters of a text that are compared. Our choice; a list shows fewer. */
const keyCharactersMax = 100;

/** What texts are sorted by. */
export type TextKey = 'from' | 'to' | 'subject';

/** What messages are sorted by where that is a text: computed once, kept with the view. */
export class SortKeys {
  readonly #by: TextKey;
  readonly #keys = new Map<number, string>();

  constructor(by: TextKey) {
    this.#by = by;
  }

  of(messageId: number): string {
    return this.#keys.get(messageId) ?? '';
  }

  /** Computes the keys that are missing of these messages. */
  async load(
    mail: Mail,
    view: AccountView,
    {
      messageIds,
      breather,
    }: { readonly messageIds: readonly number[]; readonly breather: Breather },
  ): Promise<void> {
    const missing = messageIds.filter((id) => !this.#keys.has(id));
    this.#forgetOthers(view);
    for (let from = 0; from < missing.length; from += batchMessagesMax) {
      const batch = missing.slice(from, from + batchMessagesMax);
      const blobIds = batch.map((id) => view.columns.blobId[view.rowOf(id)] ?? 0);
      const records = (await mail.store.readRecords(blobIds)).map(openRecord);
      const without: number[] = [];
      for (const [index, messageId] of batch.entries()) {
        const record = records[index];
        if (record === undefined) without.push(messageId);
        else this.#keys.set(messageId, keyOf(this.#by, record));
      }
      if (breather.due) await breather.breathe();
      if (without.length > 0) await this.#build(mail, view.accountId, without);
    }
  }

  async #build(mail: Mail, accountId: number, messageIds: readonly number[]): Promise<void> {
    const rows = await mail.store.read(messageBlobs, { accountId, messageIds });
    for (const [messageId, blobId, segment, offset, storedLength, length, sha256] of rows) {
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      try {
        this.#keys.set(messageId, keyOf(this.#by, await buildRecord(mail.store, place, undefined)));
      } catch (error) {
        if (!(error instanceof BlobDamaged)) throw error;
        this.#keys.set(messageId, '');
      }
    }
  }

  /** Drops keys of messages that are gone, once they are as many as the others. */
  #forgetOthers(view: AccountView): void {
    if (this.#keys.size < 2 * view.columns.count + batchMessagesMax) return;
    for (const messageId of this.#keys.keys()) {
      if (view.rowOf(messageId) < 0) this.#keys.delete(messageId);
    }
  }
}

function keyOf(by: TextKey, record: RecordReader): string {
  if (by === 'subject') return foldText(baseSubject(record.subject)).slice(0, keyCharactersMax);
  const [first] = record.people[by];
  // The name that people see, or else the address (RFC 8621 §4.4.2).
  return foldText(first?.name || (first?.address ?? '')).slice(0, keyCharactersMax);
}

/** What stands before a subject that was answered or passed on (RFC 5256 §2.1), and tags of lists. */
const subjectStart = /^\s*(?:\[[^[\]]{0,80}\]\s*|(?:re|fwd?|aw|wg)\s*(?:\[[^[\]]{0,20}\])?\s*:)/iu;
const subjectEnd = /\s*\(fwd\)\s*$/iu;

/** Marks taken off one subject. */
const marksMax = 20;

/** The subject without marks of answers (RFC 5256 §2.1); a tag alone is a subject. */
export function baseSubject(subject: string): string {
  let base = subject.replace(subjectEnd, '');
  for (let mark = 0; mark < marksMax; mark++) {
    const next = base.replace(subjectStart, '');
    if (next === base || next.trim() === '') break;
    base = next;
  }
  return base.trim();
}
