import { buildRecord } from '#core/mailbox/build-record.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { RecordReader } from '#core/mailbox/record-stub.ts';
import type { BlobPlace } from '#store/blob.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';

/** Messages read at once: one read of places, one of records, their bodies side by side. */
export const batchMessagesMax = 200;

/** Octets of bodies read ahead in one batch; a batch has one message at least. */
const batchOctetsMax = 4 * 1024 * 1024;

/** Larger bodies are not read ahead whole but in slices of this size. */
export const sliceOctetsMax = 1024 * 1024;

/** What the items of a FETCH need of each message. */
export type Needs = { readonly record: boolean; readonly body: boolean };

/** One message being read. */
export type OpenMessage = {
  /** Its sequence number, which stays while the command runs. */
  readonly number: number;
  readonly place: BlobPlace;
  readonly record: RecordReader | undefined;
  /** The whole body, unless it is larger than {@link sliceOctetsMax} or nobody needs it. */
  readonly octets: Uint8Array | undefined;
};

/** A message chosen for a batch. */
type Chosen = { readonly number: number; readonly messageId: number };

/**
 * Reads the next messages of `numbers` from `from`, as many as fit a batch.
 *
 * @returns The messages that are still there, and where the next batch begins.
 */
export async function readBatch(
  mail: Mail,
  selected: SelectedMailbox,
  wanted: { readonly numbers: readonly number[]; readonly from: number; readonly needs: Needs },
): Promise<{ readonly messages: readonly OpenMessage[]; readonly next: number }> {
  const { numbers, needs } = wanted;
  const { columns } = selected.view;
  const chosen: Chosen[] = [];
  let octets = 0;
  let next = wanted.from;
  for (; next < numbers.length && chosen.length < batchMessagesMax; next++) {
    const number = numbers[next] ?? 0;
    const position = selected.positionOf(number);
    if (position < 0) continue;
    const size = needs.body ? (columns.size[position] ?? 0) : 0;
    if (octets > 0 && octets + size > batchOctetsMax) break;
    octets += size;
    chosen.push({ number, messageId: columns.messageId[position] ?? 0 });
  }
  const messages = await readMessages(mail, selected.view.accountId, { chosen, needs });
  return { messages, next };
}

async function readMessages(
  mail: Mail,
  accountId: number,
  { chosen, needs }: { readonly chosen: readonly Chosen[]; readonly needs: Needs },
): Promise<OpenMessage[]> {
  const places = await readPlaces(mail, accountId, chosen);
  const open = chosen.flatMap(({ number, messageId }) => {
    const place = places.get(messageId);
    return place === undefined ? [] : [{ number, place }];
  });
  const [bodies, records] = await Promise.all([
    Promise.all(
      open.map(({ place }) =>
        needs.body && place.length <= sliceOctetsMax ? mail.store.readBlob(place) : undefined,
      ),
    ),
    needs.record ? mail.store.readRecords(open.map(({ place }) => place.blobId)) : [],
  ]);
  const messages: OpenMessage[] = [];
  for (const [index, { number, place }] of open.entries()) {
    const octets = bodies[index];
    const kept = records[index];
    const record = !needs.record
      ? undefined
      : kept === undefined
        ? await buildRecord(mail.store, place, octets)
        : new RecordReader(kept);
    messages.push({ number, place, record, octets });
  }
  return messages;
}

async function readPlaces(
  mail: Mail,
  accountId: number,
  chosen: readonly Chosen[],
): Promise<Map<number, BlobPlace>> {
  const rows = await mail.store.read(messageBlobs, {
    accountId,
    messageIds: chosen.map(({ messageId }) => messageId),
  });
  const places = new Map<number, BlobPlace>();
  for (const [messageId, blobId, segment, offset, storedLength, length, sha256] of rows) {
    places.set(messageId, { blobId, segment, offset, storedLength, length, sha256 });
  }
  return places;
}
