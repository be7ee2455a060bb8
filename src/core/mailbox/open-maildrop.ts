import { refuse } from '#base/refusal.ts';
import { MaildropLock, type LockWorld } from '#core/mailbox/maildrop-lock.ts';
import { Maildrop, type MaildropMessage } from '#core/mailbox/maildrop.ts';
import type { BlobPlace } from '#store/blob.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { Store } from '#store/store.ts';

/** Rows asked for at once: keeps the loop for about 2 ms (DESIGN.md, section 4). */
const sliceRowsMax = 2000;

/**
 * Messages in one session; later ones show when earlier ones are removed. Bounds the memory of a
 * session to about 10 MB. Our choice, no RFC's.
 */
export const maildropMessagesMax = 100_000;

/** Places of bodies asked for at once, so that RETR after RETR needs no SQL of its own. */
const placesMax = 500;

/** UIDs removed in one operation, so that others get their turn on the writer. */
const expungedMax = 2000;

/**
 * Opens an account's INBOX as a maildrop and locks it (RFC 1939 §4). The caller must release it.
 *
 * @throws {Refusal} `maildrop.busy`, `mailbox.absent`.
 */
export async function openMaildrop(world: LockWorld, accountId: number): Promise<Maildrop> {
  const lock = await MaildropLock.take(world, accountId);
  try {
    const { store } = world;
    const inbox = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
    if (inbox === undefined) return refuse('mailbox.absent', `Account ${accountId} has no INBOX`);
    const box = { accountId, mailboxId: inbox.mailboxId };
    const messages = await loadMessages(store, box);
    return new Maildrop({
      uidValidity: inbox.uidValidity,
      messages,
      read: bodyReader(store, accountId, messages),
      expunge: async (uids) => {
        await lock.renew();
        for (let at = 0; at < uids.length; at += expungedMax) {
          const slice = uids.slice(at, at + expungedMax);
          await store.write(expungeMessages, { ...box, uids: slice, force: true });
        }
      },
      release: () => lock.release(),
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function loadMessages(
  store: Store,
  box: { readonly accountId: number; readonly mailboxId: number },
): Promise<MaildropMessage[]> {
  const messages: MaildropMessage[] = [];
  while (messages.length < maildropMessagesMax) {
    const afterUid = messages.at(-1)?.uid ?? 0;
    const rows = await store.read(loadEntries, { ...box, afterUid, limit: sliceRowsMax });
    for (const [uid, messageId, , , , size] of rows) messages.push({ uid, messageId, size });
    if (rows.length < sliceRowsMax) break;
  }
  return messages.slice(0, maildropMessagesMax);
}

/** Reads bodies by position; one read of places serves the next {@link placesMax} messages. */
function bodyReader(
  store: Store,
  accountId: number,
  messages: readonly MaildropMessage[],
): (position: number) => Promise<Uint8Array> {
  let places = new Map<number, BlobPlace>();
  let first = 0;
  let end = 0;
  return async (position) => {
    if (position < first || position >= end) {
      const slice = messages.slice(position, position + placesMax);
      const fresh = await readPlaces(store, accountId, slice);
      places = fresh;
      first = position;
      end = position + slice.length;
    }
    const place = places.get(messages[position]?.messageId ?? 0);
    if (place === undefined) return refuse('message.absent', 'Removed by another client');
    return store.readBlob(place);
  };
}

async function readPlaces(
  store: Store,
  accountId: number,
  messages: readonly MaildropMessage[],
): Promise<Map<number, BlobPlace>> {
  const messageIds = messages.map(({ messageId }) => messageId);
  const rows = await store.read(messageBlobs, { accountId, messageIds });
  return new Map(
    rows.map(([messageId, blobId, segment, offset, storedLength, length, sha256]) => [
      messageId,
      { blobId, segment, offset, storedLength, length, sha256 },
    ]),
  );
}
