import type { BlobPlace } from '#store/blob.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { traceHold } from '#store/operations/limits/trace-hold.ts';
import type { HeldSending } from '#store/operations/limits/watch-sending.ts';
import type { Delivered, DeliverInput } from '#store/operations/message/deliver.ts';
import {
  findQueued,
  insertQueued,
  type QueueDraft,
} from '#store/operations/queue/insert-queued.ts';
import { insertTrace, type TraceDraft } from '#store/operations/trace/insert-trace.ts';
import { decodeSteps, encodeSteps, rowNames } from '#store/operations/trace/pack-steps.ts';
import type { Tx, Work } from '#store/work.ts';

/** What is filed last in the trace of a message that goes its way. */
const filedStep = 'store.filed';

/** A delivery that waits for an administrator, with all of its recipients. */
export type Holding = {
  readonly input: DeliverInput;
  readonly queue: QueueDraft;
  readonly place: BlobPlace;
  readonly held: HeldSending;
};

/**
 * Queues a message for everybody, people here included: nobody gets it before an administrator says so.
 * Each recipient counts as served, as by a message that was here before.
 */
export function* holdDelivery(tx: Tx, { input, queue, place, held }: Holding): Work<Delivered> {
  const recipients = input.recipients.map(() => {
    return { ok: true, mailboxId: 0, uid: 0, messageId: 0, duplicate: true } as const;
  });
  const before = yield* findQueued(tx, queue);
  if (before !== undefined) return { recipients, queueId: before, held, withheld: true };
  yield* insertBlob(tx, place, { tenantId: queue.tenantId, references: 1 });
  if (input.trace !== undefined) yield* insertTrace(tx, traceOf(input.trace, queue));
  const queueId = yield* insertQueued(tx, { ...queue, held: true }, place);
  yield* traceHold(tx, queue, 'limit.held');
  return { recipients, queueId, held, withheld: true };
}

/** The sender's, who alone has something of the message; nobody's mailbox has it yet. */
function traceOf(trace: TraceDraft, queue: QueueDraft): TraceDraft {
  const { tenantId, accountId, traceId = trace.traceId } = queue;
  const recipients = queue.recipients.map(({ address }) => address);
  const row = { ...trace, traceId, tenantId, recipients, status: 'queued' } as const;
  const steps = decodeSteps(trace.steps, rowNames(trace)).map((step) => {
    if (step.step !== filedStep) return step;
    const { octets = 0 } = step.detail;
    const queued = recipients.length;
    return { ...step, detail: { octets, accounts: '', folders: '', queued } };
  });
  return {
    ...row,
    people: {
      senderAccountId: accountId ?? undefined,
      recipientAccountIds: recipients.map(() => []),
    },
    steps: encodeSteps(steps, rowNames(row)),
  };
}
