import { writeOperation } from '#store/operation.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import {
  type Delivered,
  type DeliverInput,
  fileDelivery,
} from '#store/operations/message/deliver.ts';
import type { QueueOptions } from '#store/operations/queue/queue-options.ts';
import { touchSubmission } from '#store/operations/submission/note-reports.ts';
import { suppressBounced } from '#store/operations/suppression/insert-suppression.ts';
import { appendTrace } from '#store/operations/trace/append-trace.ts';
import { noteAttemptEvents } from '#store/operations/webhook/note-attempt-events.ts';
import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What an answer means. */
export type AttemptVerdict = {
  /** Of this recipient, from 1; undefined where nothing was tried. */
  readonly number: number | undefined;
  /** The SMTP reply code; 0 where no server has answered, and then without an enhanced code. */
  readonly code: number;
  /** As `5.1.1`; empty for none. */
  readonly enhanced: string;
  /** Core's class of the failure; undefined where it went well. */
  readonly failure?: string | undefined;
  /** Given up after temporary answers. */
  readonly expired: boolean;
};

/** What became of one recipient that was claimed. */
export type Attempt = {
  readonly recipientNumber: number;
  /** As the queue has it; without one the attempt leaves no trace. */
  readonly address?: string;
  /** `failed` is for good. */
  readonly outcome: 'sent' | 'failed' | 'deferred';
  /** The other server's words, or what kept us from hearing them. */
  readonly reply: string;
  /** Who answered or was tried last, as `mx.example.net [192.0.2.1]`. */
  readonly server?: string | undefined;
  /** It was held, and is in mailboxes here now. */
  readonly filed?: boolean | undefined;
  /** How the line was protected. */
  readonly tls?: string | undefined;
  /** The address itself is at fault: applications do not write to it any more. */
  readonly suppress?: boolean | undefined;
  /** What the answer means, for the webhooks of an application. */
  readonly verdict?: AttemptVerdict | undefined;
  /** When `deferred` is tried again, in milliseconds since the epoch. */
  readonly nextAttemptAt?: number | undefined;
};

export type RecordAttemptsInput = {
  readonly queueId: number;
  readonly attempts: readonly Attempt[];
  /** For the sender, filed in the same transaction; their bodies are handed in in this order. */
  readonly reports?: readonly DeliverInput[];
};

type Message = {
  readonly tenantId: number;
  readonly accountId: number | null;
  readonly sender: string;
  readonly options: string;
  readonly blobId: number;
};

const selectFacts = statement<Message>(`
  SELECT tenant_id AS "tenantId", account_id AS "accountId", sender AS "sender",
    options AS "options", blob_id AS "blobId"
  FROM queue_message WHERE queue_id = ?1`);
const deleteRecipient = statement(
  'DELETE FROM queue_recipient WHERE queue_id = ?1 AND recipient_number = ?2',
);
// What was held while it was tried stays held.
const defer = statement(`
  UPDATE queue_recipient SET attempts = attempts + 1, next_attempt_at = ?3, last_reply = ?4,
    last_attempt_at = ?5,
    state = CASE WHEN state = ${queueState.claimed} THEN ${queueState.waiting} ELSE state END
  WHERE queue_id = ?1 AND recipient_number = ?2`);
const countRecipients = statement<{ left: number }>(
  'SELECT COUNT(*) AS "left" FROM queue_recipient WHERE queue_id = ?1',
);

/**
 * Keeps what became of an attempt: who has the message is taken out, who may get it later is put
 * off. The message goes with its last recipient. What was cancelled meanwhile is passed over.
 *
 * @returns How many recipients are left.
 * @throws {Refusal} What `deliver` throws for the report; nothing is kept then.
 */
export const recordAttempts = writeOperation(
  'recordAttempts',
  function* (tx, { queueId, attempts, reports = [] }: RecordAttemptsInput): Work<number> {
    const facts = yield* tx.maybe(selectFacts, queueId);
    const told: number[] = [];
    for (const [index, report] of reports.entries()) {
      const filed = yield* fileDelivery(tx, report, index);
      told.push(...messagesOf(filed, report, facts?.accountId));
    }
    for (const { recipientNumber, outcome, reply, nextAttemptAt = tx.now } of attempts) {
      if (outcome === 'deferred') {
        yield* tx.run(defer, queueId, recipientNumber, nextAttemptAt, reply, tx.now);
      } else {
        yield* tx.run(deleteRecipient, queueId, recipientNumber);
      }
    }
    if (facts === undefined) return 0;
    const { left } = yield* tx.one(countRecipients, queueId);
    const tried = attempts.flatMap((attempt) => {
      return attempt.address === undefined ? [] : [{ address: attempt.address, attempt }];
    });
    yield* keepTrace(tx, { facts, tried, left });
    yield* suppressFailed(tx, facts, tried);
    yield* tellWebhooks(tx, { ...facts, queueId }, tried);
    if (facts.accountId !== null) yield* touchSubmission(tx, queueId, told);
    if (left === 0) yield* deleteQueued(tx, queueId, facts.blobId);
    return left;
  },
  { frees: true },
);

/** What of a report one account got. */
function messagesOf(
  filed: Delivered,
  { recipients }: DeliverInput,
  accountId: number | null | undefined,
): readonly number[] {
  return filed.recipients.flatMap((result, index) =>
    result.ok && recipients[index]?.accountId === accountId ? [result.messageId] : [],
  );
}

type Tried = { readonly address: string; readonly attempt: Attempt };

/** Adds the attempts to the message's trace. */
function* keepTrace(
  tx: Tx,
  {
    facts,
    tried,
    left,
  }: { readonly facts: Message; readonly tried: readonly Tried[]; readonly left: number },
): Work<void> {
  const { traceId } = JSON.parse(facts.options) as QueueOptions;
  if (traceId === undefined || tried.length === 0) return;
  const steps = tried.map(({ address, attempt }) => {
    if (attempt.filed === true) {
      return { at: tx.now, step: 'relay.filed', detail: { recipient: address } };
    }
    const { outcome, server = '', tls = '', reply } = attempt;
    const detail = { recipient: address, outcome, server, tls, reply };
    return { at: tx.now, step: 'relay.attempt', detail };
  });
  const outcomes = new Set(tried.map(({ attempt }) => attempt.outcome));
  const open = outcomes.has('deferred') ? ('deferred' as const) : ('queued' as const);
  const status = outcomes.has('failed') ? 'bounced' : left === 0 ? 'delivered' : open;
  yield* appendTrace(tx, { tenantId: facts.tenantId, traceId, steps, status });
}

/** Lets the webhooks of who sent it hear of it. */
function* tellWebhooks(
  tx: Tx,
  { queueId, tenantId, accountId, sender, options }: Message & { readonly queueId: number },
  tried: readonly Tried[],
): Work<void> {
  if (accountId === null || tried.length === 0) return;
  const { traceId } = JSON.parse(options) as QueueOptions;
  yield* noteAttemptEvents(tx, { queueId, tenantId, accountId, sender, traceId }, tried);
}

/** Feeds the suppression lists of applications (RFC 3463 §3.2). */
function* suppressFailed(
  tx: Tx,
  { tenantId, accountId }: Message,
  tried: readonly Tried[],
): Work<void> {
  if (accountId === null) return;
  for (const { address, attempt } of tried) {
    if (attempt.suppress !== true) continue;
    const bounce = { tenantId, accountId, address: address.toLowerCase() };
    yield* suppressBounced(tx, { ...bounce, evidence: attempt.reply });
  }
}
