import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import type { Store } from '#store/store.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Puts messages into the INBOX of an account, received one second after the other. */
export async function fillInbox(
  store: Store,
  accountId: number,
  bodies: readonly (string | Uint8Array)[],
): Promise<readonly number[]> {
  const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
  const messages = bodies.map((_, index) => ({
    flags: 0,
    keywords: [],
    receivedAt: Date.UTC(2026, 1, 2, 9, 0, index),
    sentAt: Date.UTC(2026, 1, 2, 9),
    references: [],
    attributes: 0,
  }));
  const input = { accountId, mailboxId, messages };
  return (await store.write(appendMessages, input, bodies.map(draftOf))).messageIds;
}
