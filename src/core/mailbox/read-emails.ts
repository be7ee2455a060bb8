import { Breather } from '#core/mailbox/breather.ts';
import { buildRecord, openRecord } from '#core/mailbox/build-record.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { measureParts } from '#core/mailbox/measure-parts.ts';
import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { type EmailRequest, needsSizes, octetsNeeded } from '#proto/jmap/email/email-request.ts';
import type { RecordReader } from '#proto/mime/record.ts';
import type { BlobPlace } from '#store/blob.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { BlobDamaged } from '#store/store.ts';

/** Messages read at once: one read of records, and of places where octets are needed. Ours. */
const batchMessagesMax = 200;

/** Octets of bodies held at once; a larger body is held alone. Ours. */
const batchOctetsMax = 4 * 1024 * 1024;

/** A message to be read; where its octets are is looked up when they are needed. */
export type EmailToRead = {
  readonly messageId: number;
  readonly blobId: number;
  /** Octets. */
  readonly size: number;
};

export type Reading = {
  readonly messages: readonly EmailToRead[];
  readonly request: EmailRequest;
  /** Hears of each message, in any order; its octets are not kept for longer. */
  readonly each: (messageId: number, content: EmailContent) => void;
};

/** Reads what a request asks of messages: of each its record, and its octets once at most. */
export async function readEmails(
  mail: Mail,
  accountId: number,
  { messages, request, each }: Reading,
): Promise<void> {
  const breather = new Breather(mail.clock);
  for (let from = 0; from < messages.length; from += batchMessagesMax) {
    const batch = messages.slice(from, from + batchMessagesMax);
    const records = (await mail.store.readRecords(batch.map(({ blobId }) => blobId))).map(
      openRecord,
    );
    const incomplete: Incomplete[] = [];
    for (const [index, message] of batch.entries()) {
      const record = records[index];
      const content = record === undefined ? undefined : new EmailContent(record);
      const needed = content === undefined ? 'whole' : octetsNeeded(request, content);
      if (content === undefined || needed !== 'none') {
        incomplete.push({ message, record, whole: needed === 'whole' });
      } else {
        each(message.messageId, content);
      }
    }
    if (breather.due) await breather.breathe();
    if (incomplete.length > 0) {
      const measures = needsSizes(request);
      await readOctets(mail, accountId, { incomplete, each, breather, measures });
    }
  }
}

type Incomplete = {
  readonly message: EmailToRead;
  readonly record: RecordReader | undefined;
  /** All octets, not only the header. */
  readonly whole: boolean;
};

async function readOctets(
  mail: Mail,
  accountId: number,
  work: Pick<Reading, 'each'> & {
    readonly incomplete: readonly Incomplete[];
    readonly breather: Breather;
    /** Whether decoded sizes of parts are asked for. */
    readonly measures: boolean;
  },
): Promise<void> {
  const { incomplete, each, breather, measures } = work;
  const messageIds = incomplete.map(({ message }) => message.messageId);
  const rows = await mail.store.read(messageBlobs, { accountId, messageIds });
  const places = new Map<number, BlobPlace>();
  for (const [messageId, blobId, segment, offset, storedLength, length, sha256] of rows) {
    places.set(messageId, { blobId, segment, offset, storedLength, length, sha256 });
  }
  for (const group of groupsOf(incomplete)) {
    const contents = await Promise.all(
      group.map((one) => contentOf(mail, places.get(one.message.messageId), one)),
    );
    for (const [index, content] of contents.entries()) {
      const { message } = group[index] ?? {};
      if (content !== undefined && measures) await measureParts(content);
      if (message !== undefined && content !== undefined) each(message.messageId, content);
      if (breather.due) await breather.breathe();
    }
  }
}

/** Messages whose octets fit into memory together. */
function groupsOf(incomplete: readonly Incomplete[]): Incomplete[][] {
  const groups: Incomplete[][] = [];
  let room = 0;
  for (const one of incomplete) {
    const octets = one.whole ? one.message.size : 0;
    const last = groups.at(-1);
    if (last === undefined || octets > room) {
      groups.push([one]);
      room = batchOctetsMax - octets;
    } else {
      last.push(one);
      room -= octets;
    }
  }
  return groups;
}

/** Undefined when the message has gone meanwhile. */
async function contentOf(
  { store }: Mail,
  place: BlobPlace | undefined,
  { record, whole }: Incomplete,
): Promise<EmailContent | undefined> {
  if (place === undefined) return undefined;
  try {
    if (record !== undefined && !whole) {
      const header = await store.readBlobSlice(place, 0, record.root.bodyStart);
      return new EmailContent(record, header);
    }
    const octets = await store.readBlob(place);
    return new EmailContent(record ?? (await buildRecord(store, place, octets)), octets);
  } catch (error) {
    if (!(error instanceof BlobDamaged)) throw error;
    // The store has reported it. What the record knows is told, the texts are empty.
    return EmailContent.damaged(record);
  }
}
