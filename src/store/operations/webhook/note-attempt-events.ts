import type { Attempt } from '#store/operations/queue/record-attempts.ts';
import {
  listeningWebhooks,
  noteWebhookEvents,
  type WebhookEventDraft,
} from '#store/operations/webhook/note-webhook-events.ts';
import { statement } from '#store/statement.ts';
import type { WebhookEventKind } from '#store/webhook-event.ts';
import type { Tx, Work } from '#store/work.ts';

/** Characters of a server's words that a receiver is told: a reply may have many lines. Ours. */
const wordsLengthMax = 500;

const kindOf = {
  sent: 'delivered',
  failed: 'bounced',
  deferred: 'deferred',
} as const satisfies Record<Attempt['outcome'], WebhookEventKind>;

/** Core's class of what an administrator gave up: the address is not at fault. */
const givenUp = 'given-up';

const selectMessageId = statement<{ messageIdHeader: string }>(`
  SELECT message_id_header AS "messageIdHeader" FROM trace WHERE trace_id = ?1 AND tenant_id = ?2`);

/** A message of the queue, as far as its events name it. */
export type AttemptedMessage = {
  readonly queueId: number;
  readonly tenantId: number;
  readonly accountId: number;
  readonly sender: string;
  readonly traceId: string | undefined;
};

/** Lets the webhooks of the account hear what became of its recipients. */
export function* noteAttemptEvents(
  tx: Tx,
  message: AttemptedMessage,
  tried: readonly { readonly address: string; readonly attempt: Attempt }[],
): Work<void> {
  const { accountId, queueId, sender, traceId } = message;
  const webhooks = yield* listeningWebhooks(tx, accountId);
  if (webhooks.length === 0) return;
  const messageId = yield* messageIdOf(tx, message);
  const about = { traceId: traceId ?? null, queueId, messageId, sender };
  const drafts = tried.map(({ address, attempt }): WebhookEventDraft => {
    return {
      kind: kindOf[attempt.outcome],
      data: { ...about, recipient: address, ...attemptData(attempt) },
    };
  });
  yield* noteWebhookEvents(tx, { accountId, webhooks }, drafts);
}

function attemptData(attempt: Attempt): Record<string, unknown> {
  const { outcome, server, tls, reply, verdict, nextAttemptAt, suppress } = attempt;
  const { code = 0, enhanced = '', number, failure, expired = false } = verdict ?? {};
  return {
    remote: {
      server: server ?? null,
      code: code === 0 ? null : code,
      enhancedCode: enhanced === '' ? null : enhanced,
      words: reply.slice(0, wordsLengthMax),
      tls: tls ?? null,
    },
    attempt: number ?? null,
    ...(outcome === 'sent' ? {} : { classification: failure ?? 'other' }),
    ...(outcome === 'failed'
      ? { hard: !expired && failure !== givenUp, suppressed: suppress === true }
      : {}),
    ...(outcome === 'deferred' && nextAttemptAt !== undefined
      ? { nextAttemptAt: new Date(nextAttemptAt).toISOString() }
      : {}),
  };
}

function* messageIdOf(tx: Tx, { traceId, tenantId }: AttemptedMessage): Work<string | null> {
  if (traceId === undefined) return null;
  const row = yield* tx.maybe(selectMessageId, traceId, tenantId);
  return row === undefined || row.messageIdHeader === '' ? null : row.messageIdHeader;
}
