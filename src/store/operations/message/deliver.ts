import { refuse } from '#base/refusal.ts';
import type { BlobPlace } from '#store/blob.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import {
  type ApplicationEventDraft,
  noteApplicationEvent,
} from '#store/operations/application/application-events.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { beginSending, endSending, type Sending } from '#store/operations/limits/sending.ts';
import {
  checkAttempt,
  completeAttempt,
  type SendCompletion,
} from '#store/operations/sending/send-keys.ts';
import {
  insertSubmission,
  type SubmissionDraft,
} from '#store/operations/submission/insert-submission.ts';
import { traceHold } from '#store/operations/limits/trace-hold.ts';
import type { HeldSending } from '#store/operations/limits/watch-sending.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { keepArrival } from '#store/operations/message/arrival.ts';
import {
  type DeliveryRecipient,
  openTarget,
  type Plan,
  planDelivery,
} from '#store/operations/message/delivery-plan.ts';
import { fileMessage, type MessageFacts } from '#store/operations/message/file-message.ts';
import { holdDelivery } from '#store/operations/message/hold-delivery.ts';
import { keepKeywords } from '#store/operations/message/keyword-bits.ts';
import { addTenantBytes } from '#store/operations/message/quota.ts';
import {
  findQueued,
  insertQueued,
  type QueueDraft,
} from '#store/operations/queue/insert-queued.ts';
import { insertTrace, type TraceDraft } from '#store/operations/trace/insert-trace.ts';
import {
  noteLocalDeliveries,
  type SendingApplication,
} from '#store/operations/webhook/note-local-deliveries.ts';
import type { Tx, Work } from '#store/work.ts';

export type DeliverInput = MessageFacts & {
  /** Recognises a retransmission (DESIGN.md, section 7); a safe integer, undefined for never. */
  readonly digest: number | undefined;
  readonly recipients: readonly DeliveryRecipient[];
  readonly queue?: QueueDraft | undefined;
  readonly trace?: TraceDraft | undefined;
  /** Held to its limits, and counted; once where a message goes to several tenants. */
  readonly sending?: Sending | undefined;
  /** All recipients of the message: queued instead where mail of who sends it is held. */
  readonly ifHeld?: QueueDraft | undefined;
  /** For the log of the application that sent it. */
  readonly event?: ApplicationEventDraft | undefined;
  /** Set where an application sent it: its webhooks hear who has it. */
  readonly application?: SendingApplication | undefined;
  /** Its key is completed with it: a retry of the request sends nothing. */
  readonly completion?: SendCompletion | undefined;
  /** Kept with it: somebody sends a message of the own mailbox. */
  readonly submission?: DeliveredSubmission | undefined;
  /** A full quota refuses the whole delivery, or is said per recipient (LMTP, RFC 2033 §4.2). */
  readonly whenFull: 'refuse' | 'report';
};

/** A submission, and whether people of other tenants get the message besides. */
export type DeliveredSubmission = SubmissionDraft & { readonly others: boolean };

export type DeliveredRecipient =
  | {
      readonly ok: true;
      readonly mailboxId: number;
      readonly uid: number;
      readonly messageId: number;
      readonly duplicate: boolean;
    }
  | { readonly ok: false; readonly code: MailRefusalCode };

export type Delivered = {
  readonly recipients: readonly DeliveredRecipient[];
  readonly queueId?: number;
  readonly submissionId?: number;
  /** Set where mail of the sender waits for an administrator. */
  readonly held?: HeldSending;
  /** Nobody has it, people of other tenants included. */
  readonly withheld?: boolean;
};

/**
 * Files one body for all its recipients of one tenant and queues it for the remote ones: one blob
 * row, a reference each.
 *
 * @throws {Refusal} `account.absent`, `send.limit`, `send.locked`, and with `whenFull: 'refuse'` `mailbox.full`, `tenant.full`.
 */
export const deliver = writeOperation('deliver', function* (tx, input: DeliverInput) {
  return yield* fileDelivery(tx, input, 0);
});

/** {@link deliver} within another operation; `index` says which of its bodies is meant. */
export function* fileDelivery(tx: Tx, input: DeliverInput, index: number): Work<Delivered> {
  const plans: Plan[] = [];
  for (const recipient of input.recipients) {
    const plan = yield* planDelivery(tx, recipient, input.digest);
    if (plan.kind === 'refused' && input.whenFull === 'refuse') {
      refuse(plan.code, `Account ${recipient.accountId} is full`);
    }
    plans.push(plan);
  }
  if (input.completion !== undefined) yield* checkAttempt(tx, input.completion);
  const place = tx.blobs[index];
  if (place === undefined) throw new Error('A delivery has no body');

  const filed = plans.filter((plan) => plan.kind === 'file');
  const tenantId = filed[0]?.tenantId ?? input.queue?.tenantId;
  const queuedBefore = input.queue === undefined ? undefined : yield* findQueued(tx, input.queue);
  const queue = queuedBefore === undefined ? input.queue : undefined;
  const references = filed.length + (queue === undefined ? 0 : 1);
  const sending =
    references > 0 && input.sending !== undefined
      ? yield* beginSending(tx, input.sending)
      : undefined;
  const held = sending === undefined ? undefined : yield* endSending(tx, sending);
  if (held !== undefined && input.ifHeld !== undefined) {
    if (input.completion !== undefined) yield* completeAttempt(tx, input.completion);
    if (input.event !== undefined) yield* noteApplicationEvent(tx, input.event);
    const holding = yield* holdDelivery(tx, { input, queue: input.ifHeld, place, held });
    return yield* withSubmission(tx, holding, { input, queue: input.ifHeld });
  }
  if (tenantId !== undefined && references > 0) {
    if (filed.some((plan) => plan.tenantId !== tenantId)) {
      throw new Error('A delivery spans tenants');
    }
    yield* insertBlob(tx, place, { tenantId, references });
    yield* addTenantBytes(tx, tenantId, place.length * filed.length);
  }
  const recipients: DeliveredRecipient[] = [];
  for (const plan of plans) recipients.push(yield* carryOut(tx, plan, { input, place }));
  if (input.completion !== undefined) yield* completeAttempt(tx, input.completion);
  if (input.trace !== undefined) yield* insertTrace(tx, input.trace);
  if (input.event !== undefined) yield* noteApplicationEvent(tx, input.event);
  if (input.application !== undefined) {
    yield* noteLocalDeliveries(tx, input.application, { input, results: recipients });
  }
  const told = held === undefined ? {} : { held };
  if (queue === undefined) {
    const before = queuedBefore === undefined ? {} : { queueId: queuedBefore };
    return yield* withSubmission(tx, { recipients, ...before, ...told }, { input });
  }
  const waits = held !== undefined && held.accountId === queue.accountId;
  const queueId = yield* insertQueued(tx, waits ? { ...queue, held: true } : queue, place);
  if (waits) yield* traceHold(tx, queue, 'limit.held');
  return yield* withSubmission(tx, { recipients, queueId, ...told }, { input, queue });
}

/** Keeps the submission, where there is one. It is final at once where somebody has the message. */
function* withSubmission(
  tx: Tx,
  delivered: Delivered,
  { input, queue }: { readonly input: DeliverInput; readonly queue?: QueueDraft },
): Work<Delivered> {
  if (input.submission === undefined) return delivered;
  const { others, ...draft } = input.submission;
  const withheld = delivered.withheld === true;
  const has = !withheld && (others || delivered.recipients.length > 0);
  const recipients = has ? 0 : (queue?.recipients.length ?? 0);
  const waits = { queueId: delivered.queueId ?? 0, recipients };
  return { ...delivered, submissionId: yield* insertSubmission(tx, draft, waits) };
}

function* carryOut(
  tx: Tx,
  plan: Plan,
  { input, place }: { readonly input: DeliverInput; readonly place: BlobPlace },
): Work<DeliveredRecipient> {
  if (plan.kind === 'refused') return { ok: false, code: plan.code };
  if (plan.kind === 'duplicate') {
    const { mailboxId, uid, messageId } = plan;
    return { ok: true, mailboxId, uid, messageId, duplicate: true };
  }
  const { accountId, flags } = plan.recipient;
  const { mailboxId, keywords } = yield* openTarget(tx, plan);
  const modseq = yield* takeModseq(tx, accountId);
  yield* keepKeywords(tx, accountId, { mailboxId }, keywords);
  const filing = { accountId, mailboxId, modseq, flags, keywordBits: keywords.bits, place };
  const { uid, messageId } = yield* fileMessage(tx, filing, input);
  if (input.digest !== undefined) {
    yield* keepArrival(tx, { accountId, digest: input.digest, mailboxId, uid, messageId });
  }
  tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
  return { ok: true, mailboxId, uid, messageId, duplicate: false };
}
