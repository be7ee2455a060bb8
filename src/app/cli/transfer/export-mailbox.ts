import type { StoredMessage } from '#app/cli/transfer/message.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { keywordsOfBits } from '#store/operations/message/keywords-of-bits.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';

/** Rows read at once. */
const pageEntries = 500;

export type ExportTask = {
  readonly mail: Mail;
  readonly accountId: number;
  readonly mailboxId: number;
  /** Names of the mailbox's keywords, by their bit. */
  readonly keywords: readonly string[];
  readonly progress: (octets: number) => void;
};

/** All messages of a mailbox by UID; those that go away meanwhile are left out. */
export async function* exportMailbox(task: ExportTask): AsyncGenerator<StoredMessage, void> {
  const { mail, accountId, mailboxId } = task;
  for (let afterUid = 0; ;) {
    const page = { accountId, mailboxId, afterUid, limit: pageEntries };
    const entries = await mail.store.read(loadEntries, page);
    const messageIds = entries.map(([, messageId]) => messageId);
    const rows = await mail.store.read(messageBlobs, { accountId, messageIds });
    const blobs = new Map(rows.map((row) => [row[0], row]));
    for (const [uid, messageId, flags, bits, , , receivedAt] of entries) {
      const row = blobs.get(messageId);
      if (row === undefined) continue;
      const [, blobId, segment, offset, storedLength, length, sha256] = row;
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      const octets = await mail.store.readBlob(place);
      yield { uid, octets, flags, keywords: keywordsOfBits(task.keywords, bits), receivedAt };
      task.progress(octets.length);
    }
    if (entries.length < pageEntries) return;
    afterUid = entries.at(-1)?.[0] ?? 0;
  }
}
