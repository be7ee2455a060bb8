import { findTrace } from '#core/trace/search.ts';
import { listQueue, type QueuedRow } from '#store/operations/queue/list-queue.ts';
import { queuedOfTrace } from '#store/operations/sending/queued-of-trace.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';
import { queueState } from '#store/queue-state.ts';
import type { Store } from '#store/store.ts';

/** What has become of one recipient by now. */
export type RecipientStatus = {
  readonly address: string;
  readonly status:
    | 'delivered'
    | 'queued'
    | 'deferred'
    | 'held'
    | 'bounced'
    | 'cancelled'
    | 'refused';
  /** What the other server said last. */
  readonly reply?: string | undefined;
  /** When it is tried next, milliseconds since the epoch. */
  readonly nextAttemptAt?: number | undefined;
};

export type MessageStatus = {
  readonly id: string;
  /** Empty for none. */
  readonly messageId: string;
  readonly sender: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly recipients: readonly RecipientStatus[];
};

/** Who asks: an account sees what it sent itself. */
export type MessageOwner = { readonly tenantId: number; readonly accountId: number };

/** What became of a message that the account sent; undefined for any other, and after 30 days. */
export async function messageStatus(
  store: Store,
  owner: MessageOwner,
  id: string,
): Promise<MessageStatus | undefined> {
  const trace = await findTrace(store, owner, id);
  if (trace === undefined || trace.people.senderAccountId !== owner.accountId) return undefined;
  const queueId = await queueIdOf(store, owner, id);
  const rows = queueId === undefined ? [] : await store.read(listQueue, { queueId });
  return {
    id,
    messageId: trace.messageIdHeader,
    sender: trace.sender,
    at: trace.at,
    recipients: trace.recipients.map((address, at) => {
      const filed = (trace.people.recipientAccountIds[at] ?? []).length > 0;
      return recipientStatus(trace, { address, filed }, rows);
    }),
  };
}

/** Queue ids looked at: two million rows. Bounds what one question can ask for. */
const readsMax = 1_000;

/** The queue id of what waits of a message that the account sent. */
export async function queueIdOf(
  store: Store,
  { tenantId, accountId }: MessageOwner,
  traceId: string,
): Promise<number | undefined> {
  let before: number | undefined;
  for (let reads = 0; reads < readsMax; reads++) {
    const found = await store.read(queuedOfTrace, { tenantId, accountId, traceId, before });
    if (found.next === undefined) return found.queueId;
    before = found.next;
  }
  return undefined;
}

/** What became of one recipient, from what waits and from the trace. @param of.filed Somebody here has it. */
export function recipientStatus(
  trace: Trace,
  { address, filed }: { readonly address: string; readonly filed: boolean },
  rows: readonly Pick<QueuedRow, 'address' | 'state' | 'attempts' | 'nextAttemptAt'>[],
): RecipientStatus {
  const row = rows.find((one) => one.address === address);
  const last = trace.steps.findLast(
    ({ step, detail }) => endings.has(step) && detail.recipient === address,
  );
  const words = last?.detail.reply;
  const reply = typeof words === 'string' && words !== '' ? words : undefined;
  if (row !== undefined) {
    const held = row.state === queueState.held;
    const status = held ? 'held' : row.attempts > 0 ? 'deferred' : 'queued';
    return { address, status, reply, nextAttemptAt: held ? undefined : row.nextAttemptAt };
  }
  if (trace.status === 'refused') return { address, status: 'refused' };
  if (filed || last?.step === 'relay.filed') return { address, status: 'delivered' };
  if (last?.detail.outcome === 'sent') return { address, status: 'delivered', reply };
  if (last?.detail.outcome === 'failed' || last?.step === 'queue.bounced') {
    return { address, status: 'bounced', reply };
  }
  return { address, status: 'cancelled', reply };
}

/** Steps that tell of one recipient at another server. */
const endings: ReadonlySet<string> = new Set(['relay.attempt', 'relay.filed', 'queue.bounced']);
