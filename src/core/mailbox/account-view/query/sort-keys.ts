import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { foldText } from '#core/mailbox/account-view/query/readable-text.ts';
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
  readonly #view: AccountView;
  #byRow: (string | undefined)[] = [];
  #arrangement = -1;

  constructor(view: AccountView, by: TextKey) {
    this.#view = view;
    this.#by = by;
  }

  of(row: number): string {
    return this.#byRow[row] ?? '';
  }

  /** Computes the keys of these rows that are missing; of all when rows were rearranged. */
  async load(
    mail: Mail,
    { rows, breather }: { readonly rows: Uint32Array; readonly breather: Breather },
  ): Promise<void> {
    if (this.#arrangement !== this.#view.arrangement) this.#byRow = [];
    this.#arrangement = this.#view.arrangement;
    const { messageId } = this.#view.columns;
    const missing: number[] = [];
    for (const row of rows) {
      if (this.#byRow[row] === undefined) missing.push(messageId[row] ?? 0);
    }
    for (let from = 0; from < missing.length; from += batchMessagesMax) {
      const batch = missing.slice(from, from + batchMessagesMax);
      const { blobId } = this.#view.columns;
      const blobIds = batch.map((id) => blobId[this.#view.rowOf(id)] ?? 0);
      const records = (await mail.store.readRecords(blobIds)).map(openRecord);
      const without: number[] = [];
      for (const [index, messageId] of batch.entries()) {
        const record = records[index];
        if (record === undefined) without.push(messageId);
        else this.#keep(messageId, keyOf(this.#by, record));
      }
      if (breather.due) await breather.breathe();
      if (without.length > 0) await this.#build(mail, without, breather);
    }
  }

  async #build(mail: Mail, messageIds: readonly number[], breather: Breather): Promise<void> {
    const { accountId } = this.#view;
    const rows = await mail.store.read(messageBlobs, { accountId, messageIds });
    for (const [messageId, blobId, segment, offset, storedLength, length, sha256] of rows) {
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      try {
        const record = await buildRecord(mail.store, place, undefined);
        this.#keep(messageId, keyOf(this.#by, record));
      } catch (error) {
        if (!(error instanceof BlobDamaged)) throw error;
        this.#keep(messageId, '');
      }
      if (breather.due) await breather.breathe();
    }
  }

  /** Rows may have got other numbers meanwhile: then the key is computed the next time. */
  #keep(messageId: number, key: string): void {
    const row = this.#view.rowOf(messageId);
    if (row < 0 || this.#arrangement !== this.#view.arrangement) return;
    while (this.#byRow.length <= row) this.#byRow.push(undefined);
    this.#byRow[row] = key;
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
