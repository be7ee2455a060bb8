import { writeOperation } from '#store/operation.ts';
import { findTraces } from '#store/operations/trace/find-traces.ts';
import { traceKey } from '#store/operations/trace/trace-keys.ts';
import {
  listeningWebhooks,
  noteWebhookEvents,
} from '#store/operations/webhook/note-webhook-events.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Milliseconds into the past in which the message is looked for: as long as traces are kept. */
const lookBackMs = 31 * 86_400_000;

/** Messages of one Message-ID that are looked at: there should be one for each tenant. Ours. */
const sameMessageIdMax = 10;

/** Applications with webhooks in one tenant whose From addresses are looked at. Ours. */
const applicationsMax = 1_000;

/** Somebody complained about a message of a tenant's. */
export type ComplaintDraft = {
  readonly tenantId: number;
  readonly recipient: string;
  /** Empty where it is not said. */
  readonly sender: string;
  /** With its angle brackets; empty where it is not said. */
  readonly messageIdHeader: string;
  /** `abuse`, `fraud`, `opt-out` … (RFC 5965 §7.3). */
  readonly kind: string;
  readonly reporter: string;
};

type Candidate = { readonly accountId: number; readonly fromAddresses: string };

const selectCandidates = statement<Candidate>(`
  SELECT DISTINCT p.account_id AS "accountId", p.from_addresses AS "fromAddresses"
  FROM webhook w JOIN application p ON p.account_id = w.account_id
  WHERE w.tenant_id = ?1 AND w.enabled = 1 ORDER BY p.account_id LIMIT ?2`);

/** What is known of the message that somebody complains about. */
type Found = { readonly accountId: number; readonly traceId: string | null };

/**
 * Lets an application hear of a complaint about its mail. Whose it is tells the trace of the message,
 * and without one the sender's address; mail of people is nobody's here.
 */
export const noteComplaint = writeOperation(
  'noteComplaint',
  function* (tx, draft: ComplaintDraft): Work<void> {
    const candidates = yield* tx.all(selectCandidates, draft.tenantId, applicationsMax);
    if (candidates.length === 0) return;
    const found = yield* senderOf(tx, draft, candidates);
    if (found === undefined) return;
    const { accountId, traceId } = found;
    const webhooks = yield* listeningWebhooks(tx, accountId);
    const { messageIdHeader, sender, recipient, kind, reporter } = draft;
    const messageId = messageIdHeader === '' ? null : messageIdHeader;
    const about = { traceId, queueId: null, messageId, sender, recipient };
    const data = { ...about, feedbackType: kind, reporter };
    yield* noteWebhookEvents(tx, { accountId, webhooks }, [{ kind: 'complained', data }]);
  },
);

function* senderOf(
  tx: Tx,
  { tenantId, messageIdHeader, sender }: ComplaintDraft,
  candidates: readonly Candidate[],
): Work<Found | undefined> {
  if (messageIdHeader !== '') {
    const traces = yield* findTraces.body(tx, {
      tenantId,
      key: traceKey.messageId(messageIdHeader),
      from: tx.now - lookBackMs,
      before: { at: tx.now + 1, traceId: '' },
      limit: sameMessageIdMax,
    });
    for (const trace of traces) {
      if (trace.messageIdHeader !== messageIdHeader) continue;
      const accountId = trace.people.senderAccountId;
      if (!candidates.some((one) => one.accountId === accountId)) continue;
      if (accountId !== undefined) return { accountId, traceId: trace.traceId };
    }
    // The message is known, and somebody else sent it.
    if (traces.some((trace) => trace.messageIdHeader === messageIdHeader)) return undefined;
  }
  const address = sender.toLowerCase();
  const named = candidates.find(({ fromAddresses }) =>
    (JSON.parse(fromAddresses) as readonly string[]).includes(address),
  );
  return named === undefined ? undefined : { accountId: named.accountId, traceId: null };
}
