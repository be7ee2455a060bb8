import { refuse } from '#base/refusal.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { Reporter } from '#core/queue/outbound-queue.ts';
import { bounceQueued, readQueued } from '#store/operations/queue/bounce-queued.ts';
import type { QueueRefusalCode } from '#store/queue-state.ts';
import type { Store } from '#store/store.ts';

/** Characters of a reason that are kept and told. Our choice: a sentence or two. */
export const bounceReasonCharactersMax = 300;

export type BounceWish = {
  /** For the audit log. */
  readonly actor: string;
  readonly queueId: number;
  /** That recipient only; all of them when absent. */
  readonly address?: string | undefined;
  /** For the sender, in the words of whoever gives it up. */
  readonly reason?: string | undefined;
};

export type Bounced = {
  readonly recipients: number;
  /** The sender gets a report; not of mail from nobody, and not where NOTIFY wants none. */
  readonly told: boolean;
};

/**
 * Gives a message up that waits: its sender gets a report, as if its time were over.
 *
 * @throws {Refusal} {@link QueueRefusalCode}, `store.full`, `store.failed`.
 */
export async function bounceMessage(
  { store, report }: { readonly store: Store; readonly report: Reporter },
  { actor, queueId, address = '', reason: given = '' }: BounceWish,
): Promise<Bounced> {
  const recipients = await store.read(readQueued, { queueId, address });
  const [facts] = recipients;
  if (facts === undefined) {
    refuse<QueueRefusalCode>('queue.absent', `No message ${queueId} waits for that`);
  }
  const reason = given.slice(0, bounceReasonCharactersMax).toWellFormed();
  const told = recipients.map((recipient) => {
    const { recipientNumber } = recipient;
    const result = givenUp(recipientNumber, reason);
    const attempt = { recipientNumber, outcome: 'failed', reply: reason } as const;
    return { recipient, result, attempt, tell: 'failed', expired: false } as const;
  });
  const reports = await report({ queueId, facts, recipients }, told);
  const { recipients: count } = await store.write(
    bounceQueued,
    {
      actor,
      queueId,
      recipientNumbers: recipients.map(({ recipientNumber }) => recipientNumber),
      reason,
      reports: reports.map(({ input }) => input),
    },
    reports.map(({ draft }) => draft),
  );
  return { recipients: count, told: reports.length > 0 };
}

/** RFC 3463 §3.1: for good, and no status of its own. */
function givenUp(recipientNumber: number, reason: string): RecipientResult {
  return {
    recipientNumber,
    outcome: 'failed',
    answer: { code: 550, enhanced: '5.0.0', lines: [reason] },
    answered: false,
    server: undefined,
    tls: undefined,
    passesNotify: false,
    givenUp: true,
  };
}
