import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { Store } from '#store/store.ts';

/** The first hundred messages in an account's INBOX, one character per octet. */
export async function bodiesOf(store: Store, accountId: number): Promise<readonly string[]> {
  const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
  const rows = await store.read(loadEntries, { accountId, mailboxId, afterUid: 0, limit: 100 });
  const messageIds = rows.map((row) => row[1]);
  const texts: string[] = [];
  for (const row of await store.read(messageBlobs, { accountId, messageIds })) {
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    const octets = await store.readBlob({ blobId, segment, offset, storedLength, length, sha256 });
    texts.push(Buffer.from(octets).toString('latin1'));
  }
  return texts;
}
