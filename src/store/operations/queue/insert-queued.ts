import type { BlobPlace } from '#store/blob.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { findRoute, findSource } from '#store/operations/relay/find-route.ts';
import { findArrival, keepArrival } from '#store/operations/message/arrival.ts';
import { localDestination } from '#store/queue-destination.ts';
import { queueState } from '#store/queue-state.ts';
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
  /** A person here: filed when the time of the message has come. */
  readonly local?: boolean | undefined;
};

export type DeliverBy = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Returned then, or only told of. */
  readonly mode: 'return' | 'notify';
  /** Each server on the way that passes it on is to be reported (RFC 2852 §4.2). */
  readonly trace: boolean;
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
  /** TLS policies of the recipients' domains may be passed by (RFC 8689 §3). */
  readonly tlsRequiredNo?: boolean | undefined;
  /** RFC 6531 §3.4. */
  readonly smtpUtf8?: boolean | undefined;
  /** Milliseconds since the epoch before which it is not tried (RFC 4865). */
  readonly releaseAt?: number | undefined;
  /** MT-PRIORITY: -9 to 9, 0 when absent (RFC 6710 §5). */
  readonly priority?: number | undefined;
  /** What is to happen when it cannot be delivered in time (RFC 2852 §4). */
  readonly deliverBy?: DeliverBy | undefined;
  /** The trace of the message for this tenant, where there is one. */
  readonly traceId?: string | undefined;
  /** It waits until somebody releases it. */
  readonly held?: boolean;
  readonly body?: '7bit' | '8bitmime' | 'binarymime' | undefined;
};

const insertMessage = statement(`
  INSERT INTO queue_message (queue_id, tenant_id, account_id, blob_id, size, sender, options,
    queued_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`);
const insertRecipient = statement(`
  INSERT INTO queue_recipient (queue_id, recipient_number, address, domain, destination,
    options, state, attempts, next_attempt_at, last_reply, priority)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?9, 0, ?7, '', ?8)`);

/** Queues a body that the caller has filed with a reference for the queue. */
export function* insertQueued(tx: Tx, draft: QueueDraft, place: BlobPlace): Work<number> {
  const { tenantId, accountId, digest, sender, recipients, held, ...options } = draft;
  const { releaseAt } = options;
  const state = held === true ? queueState.held : queueState.waiting;
  const dueAt = Math.max(releaseAt ?? 0, tx.now);
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
  const way = { tenantId, senderDomain: sender.slice(sender.lastIndexOf('@') + 1).toLowerCase() };
  const source = yield* findSource(tx, way.senderDomain);
  let route: { readonly domain: string; readonly destination: string } | undefined;
  for (const [number, recipient] of recipients.entries()) {
    const { address, domain, local = false, ...wishes } = recipient;
    if (!local && route?.domain !== domain) {
      route = { domain, destination: yield* findRoute(tx, way, { domain, source }) };
    }
    const destination = local ? localDestination : (route?.destination ?? domain);
    const text = JSON.stringify(wishes);
    const place = [address, domain, destination, text] as const;
    yield* tx.run(insertRecipient, queueId, number, ...place, dueAt, draft.priority ?? 0, state);
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
