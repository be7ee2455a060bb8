import { buildRecord, openRecord } from '#core/mailbox/build-record.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import type { OctetRange } from '#core/mailbox/section-range.ts';
import type { RecordReader } from '#proto/mime/record.ts';
import type { BlobPlace } from '#store/blob.ts';
import { messageAttribute } from '#store/message-attribute.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { BlobDamaged } from '#store/store.ts';

/** Messages read at once: one read of places, one of records, their bodies side by side. */
const batchMessagesMax = 200;

/** Octets of bodies read ahead in one batch; a batch has one message at least. */
const batchOctetsMax = 4 * 1024 * 1024;

/** Larger bodies are not read ahead whole but in slices of this size. */
export const sliceOctetsMax = 1024 * 1024;

/** What the items of a FETCH need of each message. */
export type Needs = {
  readonly record: boolean;
  /** `header`: the octets up to the body, which takes the record. */
  readonly body: 'none' | 'header' | 'whole';
};

/** One message being read. */
export type OpenMessage = {
  /** Its sequence number, which stays while the command runs. */
  readonly number: number;
  /** Octets of the message. */
  readonly size: number;
  /** Where its octets are; undefined when nobody needs them. */
  readonly place: BlobPlace | undefined;
  readonly record: RecordReader | undefined;
  /** The first octets as {@link Needs.body} says; undefined when larger than a slice. */
  readonly octets: Uint8Array | undefined;
  /** Whether its octets hold NUL. Known where {@link place} is. */
  readonly holdsNul: boolean;
};

/** Messages read, and where the next batch begins. */
export type Batch = {
  readonly messages: readonly OpenMessage[];
  readonly next: number;
  /** Messages left out because their octets do not match their checksum. */
  readonly damaged: number;
};

type Chosen = {
  readonly number: number;
  readonly messageId: number;
  readonly size: number;
  blobId: number;
  place: BlobPlace | undefined;
  holdsNul: boolean;
};

/** Octets of an open message that were not read ahead. */
export function readSlice(
  mail: Mail,
  { place }: OpenMessage,
  { start, end }: OctetRange,
): Promise<Uint8Array> {
  if (place === undefined) throw new Error('A message whose octets are needed has no place');
  return mail.store.readBlobSlice(place, start, end);
}

/** Reads the next messages of `numbers` from `from`, as many as fit a batch. */
export async function readBatch(
  mail: Mail,
  selected: SelectedMailbox,
  wanted: { readonly numbers: readonly number[]; readonly from: number; readonly needs: Needs },
): Promise<Batch> {
  const { numbers, needs } = wanted;
  const { columns } = selected.view;
  const chosen: Chosen[] = [];
  let octets = 0;
  let next = wanted.from;
  for (; next < numbers.length && chosen.length < batchMessagesMax; next++) {
    const number = numbers[next] ?? 0;
    const position = selected.positionOf(number);
    if (position < 0) continue;
    const size = columns.size[position] ?? 0;
    const read = needs.body === 'whole' && size <= sliceOctetsMax ? size : 0;
    if (octets > 0 && octets + read > batchOctetsMax) break;
    octets += read;
    const messageId = columns.messageId[position] ?? 0;
    const blobId = columns.blobId[position] ?? 0;
    chosen.push({ number, messageId, size, blobId, place: undefined, holdsNul: false });
  }
  const missing = chosen.filter(({ blobId }) => needs.body !== 'none' || blobId === 0);
  if (missing.length > 0) await findPlaces(mail, selected, missing);
  const found = chosen.filter(({ blobId }) => blobId > 0);
  const opened = await openAll(mail, selected, { found, needs });
  const messages = opened.filter((message) => message !== undefined);
  return { messages, next, damaged: opened.length - messages.length };
}

async function openAll(
  mail: Mail,
  selected: SelectedMailbox,
  { found, needs }: { readonly found: readonly Chosen[]; readonly needs: Needs },
): Promise<(OpenMessage | undefined)[]> {
  const records = needs.record
    ? (await mail.store.readRecords(found.map(({ blobId }) => blobId))).map(openRecord)
    : [];
  const unrecorded = found.filter((_, index) => needs.record && records[index] === undefined);
  const unplaced = unrecorded.filter(({ place }) => place === undefined);
  if (unplaced.length > 0) await findPlaces(mail, selected, unplaced);
  if (needs.body === 'none' && unrecorded.length === 0) {
    return found.map(({ number, size }, index) => {
      const record = records[index];
      return { number, size, place: undefined, record, octets: undefined, holdsNul: false };
    });
  }
  return Promise.all(
    found.map((message, index) => openOne(mail, message, { kept: records[index], needs })),
  );
}

async function openOne(
  mail: Mail,
  { number, size, place, holdsNul }: Chosen,
  { kept, needs }: { readonly kept: RecordReader | undefined; readonly needs: Needs },
): Promise<OpenMessage | undefined> {
  try {
    let record = kept;
    if (place === undefined) return { number, size, place, record, octets: undefined, holdsNul };
    let octets: Uint8Array | undefined;
    if (needs.body === 'whole' && size <= sliceOctetsMax) octets = await mail.store.readBlob(place);
    if (needs.record && record === undefined) record = await buildRecord(mail.store, place, octets);
    if (needs.body === 'header' && record !== undefined) {
      octets = await mail.store.readBlobSlice(place, 0, record.root.bodyStart);
    }
    return { number, size, place, record, octets, holdsNul };
  } catch (error) {
    if (error instanceof BlobDamaged) return undefined;
    throw error;
  }
}

/** Looks up where bodies are, and keeps their blob ids in the columns. */
async function findPlaces(
  mail: Mail,
  selected: SelectedMailbox,
  wanted: readonly Chosen[],
): Promise<void> {
  const { view } = selected;
  const rows = await mail.store.read(messageBlobs, {
    accountId: view.accountId,
    messageIds: wanted.map(({ messageId }) => messageId),
  });
  // The rows come in the order asked, without those that are gone.
  let index = 0;
  for (const row of rows) {
    const [messageId, blobId, segment, offset, storedLength, length, sha256, attributes] = row;
    while (wanted[index]?.messageId !== messageId && index < wanted.length) index++;
    const message = wanted[index++];
    if (message === undefined) return;
    message.place = { blobId, segment, offset, storedLength, length, sha256 };
    message.blobId = blobId;
    message.holdsNul = (attributes & messageAttribute.nul) !== 0;
    const position = selected.positionOf(message.number);
    if (position >= 0) view.columns.blobId[position] = blobId;
  }
}
