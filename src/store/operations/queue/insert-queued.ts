import type { BlobPlace } from '#store/blob.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { findArrival, keepArrival } from '#store/operations/message/arrival.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type QueueRecipient = {
  readonly address: string;
  /** A-label, lower case. */
  readonly domain: string;
  /** NOTIFY as sent, as `SUCCESS,FAILURE` (RFC 3461 §4.1). */
  readonly notify?: string | undefined;
  /** ORCPT as sent (RFC 3461 §4.2). */
  readonly originalRecipient?: string | undefined;
};

/** A message for other servers, as it enters the queue. */
export type QueueDraft = {
  readonly tenantId: number;
  readonly accountId: number | null;
  /** Recognises a retransmission (DESIGN.md, section 7); a safe integer, undefined for never. */
  readonly digest?: number | undefined;
  /** Empty for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly QueueRecipient[];
  /** RET (RFC 3461 §4.3). */
  readonly returnContent?: 'full' | 'headers' | undefined;
  /** ENVID (RFC 3461 §4.4). */
  readonly envelopeId?: string | undefined;
  /** RFC 8689 §2. */
  readonly requireTls?: boolean | undefined;
  /** RFC 6531 §3.4. */
  readonly smtpUtf8?: boolean | undefined;
  readonly body?: '7bit' | '8bitmime' | 'binarymime' | undefined;
};

const insertMessage = statement(`
  INSERT INTO queue_message (queue_id, tenant_id, account_id, blob_id, size, sender, options,
    queued_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`);
const insertRecipient = statement(`
  INSERT INTO queue_recipient (queue_id, recipient_number, address, domain, options, state,
    attempts, next_attempt_at, last_reply)
  VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, ?6, '')`);

/** Queues a body that the caller has filed with a reference for the queue. */
export function* insertQueued(tx: Tx, draft: QueueDraft, place: BlobPlace): Work<number> {
  const { tenantId, accountId, digest, sender, recipients, ...options } = draft;
  const queueId = yield* takeId(tx, 'queue');
  yield* tx.run(
    insertMessage,
    queueId,
    tenantId,
    accountId,
    place.blobId,
    place.length,
    sender,
    JSON.stringify(options),
    tx.now,
  );
  for (const [number, { address, domain, ...wishes }] of recipients.entries()) {
    const text = JSON.stringify(wishes);
    yield* tx.run(insertRecipient, queueId, number, address, domain, text, tx.now);
  }
  if (digest !== undefined) {
    const nowhere = { mailboxId: 0, uid: 0 };
    yield* keepArrival(tx, { ...ownerOf(draft), digest, ...nowhere, messageId: queueId });
  }
  return queueId;
}

/** The queue id under which the same message went out a moment ago, if it did. */
export function* findQueued(tx: Tx, draft: QueueDraft): Work<number | undefined> {
  if (draft.digest === undefined) return undefined;
  const { accountId } = ownerOf(draft);
  return (yield* findArrival(tx, accountId, draft.digest))?.messageId;
}

/** What an alias forwards is no account's: it is known under the number 0. */
function ownerOf({ accountId }: QueueDraft): { readonly accountId: number } {
  return { accountId: accountId ?? 0 };
}
