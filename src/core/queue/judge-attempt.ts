import type { RecipientResult } from '#core/queue/attempt-result.ts';
import { classifyFailure } from '#core/queue/failure-class.ts';
import { nextRetry, type RetryTimes } from '#core/queue/retry-schedule.ts';
import type { ReportKind } from '#core/queue/status-report.ts';
import { replyText } from '#proto/smtp/reply-reader.ts';
import type { ClaimedRecipient } from '#store/operations/queue/claim-due.ts';
import type { DestinationRule } from '#store/operations/relay/destination-rule.ts';
import type { Attempt, AttemptVerdict } from '#store/operations/queue/record-attempts.ts';

/** What is kept of an attempt, and what the sender is told. */
export type Judged = {
  readonly recipient: ClaimedRecipient;
  readonly result: RecipientResult;
  readonly attempt: Attempt;
  /** Undefined where there is nothing to tell. */
  readonly tell: ReportKind | undefined;
  /** Given up: the last answer was a temporary one. */
  readonly expired: boolean;
  /** The sender has asked for it with the message itself: told unless NOTIFY=NEVER. */
  readonly asked?: boolean | undefined;
};

export type JudgeFacts = {
  readonly now: number;
  /** From 0 to below 1. */
  readonly chance: number;
  /** For the recipient's domain, where it is handled otherwise than usual. */
  readonly rule?: DestinationRule | undefined;
};

/**
 * Decides what an attempt means: whether it is tried again and when, and what to tell the sender.
 */
export function judgeAttempt(
  recipient: ClaimedRecipient,
  result: RecipientResult,
  { now, chance, rule }: JudgeFacts,
): Judged {
  const { recipientNumber, outcome, answer, server, tls } = result;
  const { address } = recipient;
  const verdict = verdictOf(recipient, result);
  const seen = { recipientNumber, address, reply: replyText(answer), server, tls, verdict };
  const base = { recipient, result, expired: false };
  if (outcome === 'sent') {
    const asked = asksForRelayed(recipient, result, now);
    const tell = result.passesNotify && !asked ? undefined : ('relayed' as const);
    return { ...base, attempt: { ...seen, outcome }, tell, asked };
  }
  if (outcome === 'failed') {
    const { failure } = verdict;
    // Nobody is there, or nobody takes mail there: writing again is of no use.
    const atFault = failure === 'unknown-address' || failure === 'mailbox-closed';
    const suppress = result.answered && atFault;
    return { ...base, attempt: { ...seen, outcome, suppress }, tell: 'failed' };
  }
  const retry = nextRetry(timesOf(recipient, now, rule), recipient.attempts + 1, chance);
  if (retry.kind === 'expired') {
    const given = { ...seen, outcome: 'failed', verdict: { ...verdict, expired: true } } as const;
    return { ...base, attempt: given, tell: 'failed', expired: true };
  }
  const { nextAttemptAt } = retry;
  const tell = retry.noticeDue ? ('delayed' as const) : undefined;
  const asked = recipient.deliverBy?.mode === 'notify';
  return { ...base, attempt: { ...seen, outcome, nextAttemptAt }, tell, asked };
}

/**
 * A sender who set a time hears of each server that passes the message on where that was asked for,
 * and of one that does not watch the time any more (RFC 2852 §4.1.4.2, §4.2); also when the time was
 * over before the first attempt, since the next server takes it that we have told.
 */
function asksForRelayed(
  { deliverBy, lastAttemptAt }: ClaimedRecipient,
  { passesBy = false }: RecipientResult,
  now: number,
): boolean {
  if (deliverBy === undefined) return false;
  const { at, trace } = deliverBy;
  return trace || !passesBy || (now >= at && lastAttemptAt < at);
}

function verdictOf(
  { attempts }: ClaimedRecipient,
  { outcome, answer, answered }: RecipientResult,
): AttemptVerdict {
  const { code, enhanced } = answer;
  const said = answered ? { code, enhanced } : { code: 0, enhanced: '' };
  const verdict = { number: attempts + 1, ...said, expired: false };
  if (outcome === 'sent') return verdict;
  return { ...verdict, failure: classifyFailure({ code, enhanced, text: replyText(answer) }) };
}

/** RFC 2852 §4.1.4: a time that the sender has set takes the place of ours. */
function timesOf(
  recipient: ClaimedRecipient,
  now: number,
  rule: DestinationRule | undefined,
): RetryTimes {
  const { queuedAt, lastAttemptAt, deliverBy, releaseAt = 0 } = recipient;
  return {
    // What was held has its time for trying from then on.
    queuedAt: Math.max(queuedAt, releaseAt),
    previousAttemptAt: lastAttemptAt,
    now,
    returnAt: deliverBy?.mode === 'return' ? deliverBy.at : undefined,
    noticeAt: deliverBy?.mode === 'notify' ? deliverBy.at : undefined,
    retryMs: rule?.retryMs || undefined,
    expiryMs: rule?.expiryMs || undefined,
  };
}
