import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { ReadableText } from '#core/mailbox/account-view/query/readable-text.ts';
import { meets } from '#core/mailbox/account-view/query/text-condition.ts';
import {
  type JudgedCondition,
  setVerdict,
  type TextVerdicts,
} from '#core/mailbox/account-view/query/text-verdicts.ts';
import type { Breather } from '#core/mailbox/breather.ts';
import { buildRecord, openRecord } from '#core/mailbox/build-record.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { RecordReader } from '#proto/mime/record.ts';
import type { BlobPlace } from '#store/blob.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { BlobDamaged } from '#store/store.ts';

/** Messages whose records are read at once. Our choice. */
const batchMessagesMax = 200;

/** Octets of one message that are searched; what is behind them is not found. Our choice. */
const searchedOctetsMax = 32 * 1024 * 1024;

/** What is to be found out of which messages. */
export type Judging = {
  readonly view: AccountView;
  readonly verdicts: TextVerdicts;
  readonly conditions: readonly JudgedCondition[];
  readonly breather: Breather;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
};

/** Looks at messages and keeps what conditions say of them: the record first, then the octets. */
export async function judgeTexts(
  mail: Mail,
  judging: Judging,
  messageIds: readonly number[],
): Promise<void> {
  const { view, signal } = judging;
  for (let from = 0; from < messageIds.length; from += batchMessagesMax) {
    signal.throwIfAborted();
    const batch = messageIds.slice(from, from + batchMessagesMax);
    const blobIds = batch.map((id) => view.columns.blobId[view.rowOf(id)] ?? 0);
    const records = (await mail.store.readRecords(blobIds)).map(openRecord);
    const unread: { readonly messageId: number; readonly record: RecordReader | undefined }[] = [];
    for (const [index, messageId] of batch.entries()) {
      const record = records[index];
      if (record === undefined || !judge(judging, messageId, { record, text: undefined })) {
        unread.push({ messageId, record });
      }
    }
    if (judging.breather.due) await judging.breather.breathe();
    await judgeOctets(mail, judging, unread);
  }
}

async function judgeOctets(
  mail: Mail,
  judging: Judging,
  unread: readonly { readonly messageId: number; readonly record: RecordReader | undefined }[],
): Promise<void> {
  if (unread.length === 0) return;
  const { accountId } = judging.view;
  const messageIds = unread.map(({ messageId }) => messageId);
  const rows = await mail.store.read(messageBlobs, { accountId, messageIds });
  const records = new Map(unread.map(({ messageId, record }) => [messageId, record]));
  for (const [messageId, blobId, segment, offset, storedLength, length, sha256] of rows) {
    judging.signal.throwIfAborted();
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    const read = await readMessage(mail, place, records.get(messageId));
    if (read === undefined) denyAll(judging, messageId);
    else judge(judging, messageId, read);
    if (judging.breather.due) await judging.breather.breathe();
  }
}

type Read = { readonly record: RecordReader; readonly text: ReadableText | undefined };

async function readMessage(
  { store }: Mail,
  place: BlobPlace,
  known: RecordReader | undefined,
): Promise<Read | undefined> {
  try {
    const octets =
      place.length <= searchedOctetsMax
        ? await store.readBlob(place)
        : await store.readBlobSlice(place, 0, searchedOctetsMax);
    const whole = octets.length === place.length ? octets : undefined;
    const record = known ?? (await buildRecord(store, place, whole));
    return { record, text: new ReadableText(octets) };
  } catch (error) {
    // The store has reported it; nothing is found in it.
    if (error instanceof BlobDamaged) return undefined;
    throw error;
  }
}

/** Keeps what the conditions say of a message; false when one of them needs its text. */
function judge(
  { view, verdicts, conditions }: Judging,
  messageId: number,
  { record, text }: Read,
): boolean {
  const row = view.rowOf(messageId);
  if (row < 0) return true;
  let complete = true;
  for (const condition of conditions) {
    const match = meets(condition, record, text);
    if (match === undefined) complete = false;
    else setVerdict(verdicts.of(view, condition), row, match);
  }
  return complete;
}

/** Nothing is found in a message that cannot be read. */
function denyAll({ view, verdicts, conditions }: Judging, messageId: number): void {
  const row = view.rowOf(messageId);
  if (row < 0) return;
  for (const condition of conditions) setVerdict(verdicts.of(view, condition), row, false);
}
