import { forgetTraces } from '#core/retention/prune-traces.ts';
import { forgetWebhookEvents } from '#core/retention/prune-webhook-events.ts';
import { sliceRowsMax, type Stopped } from '#core/retention/slices.ts';
import { pruneSuppressions } from '#store/operations/suppression/prune-suppressions.ts';
import { pruneUploads } from '#store/operations/jmap/keep-upload.ts';
import { prunePushSubscriptions } from '#store/operations/jmap/push-subscriptions.ts';
import { pruneSendKeys, sendKeyMs } from '#store/operations/sending/send-keys.ts';
import { pruneWebSessions } from '#store/operations/web-session/prune-web-sessions.ts';
import { budgetMs, pruneLoginBudgets } from '#store/operations/sign-in/login-budget.ts';
import { goneObjectMs } from '#store/operations/submission/object-changes.ts';
import {
  expireSubmissions,
  pruneGoneObjects,
  submissionMs,
} from '#store/operations/submission/prune-objects.ts';
import {
  pruneVacationAnswers,
  vacationAnswerMs,
} from '#store/operations/vacation/vacation-answers.ts';
import { pruneSendCounts } from '#store/operations/limits/prune-send-counts.ts';
import type { WriteOperation } from '#store/operation.ts';
import { pruneArrivals } from '#store/operations/message/prune-arrivals.ts';
import { pruneVanished } from '#store/operations/message/prune-vanished.ts';
import { type PruneInput, purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { pruneReports } from '#store/operations/reports/prune-reports.ts';
import type { Store } from '#store/store.ts';

/** Digests of deliveries count for an hour (docs/internals/meta-db.md), in milliseconds. */
const arrivalMs = 3_600_000;

/** Removals are told for 90 days (DESIGN.md, section 5), in milliseconds. */
const vanishedMs = 90 * 86_400_000;

/** Reports of others are kept for 13 months: a year can be set against the one before. Ours. */
const reportMs = 396 * 86_400_000;

/** What a run of {@link prune} removed. */
export type Pruned = {
  readonly messages: number;
  readonly arrivals: number;
  readonly removals: number;
  /** Reports of others and their rows. */
  readonly reports: number;
  readonly sendCounts: number;
  readonly sendKeys: number;
  /** Of JMAP, whose time is over. */
  readonly submissions: number;
  /** Identities and submissions that have gone long ago. */
  readonly goneObjects: number;
  readonly vacationAnswers: number;
  readonly suppressions: number;
  readonly traces: number;
  readonly pushSubscriptions: number;
  readonly uploads: number;
  readonly webhookEvents: number;
  readonly webSessions: number;
  readonly loginBudgets: number;
};

/** Forgets what nobody can ask for any more. @param now Milliseconds since the epoch. */
export async function prune(store: Store, now: number, stopped: Stopped): Promise<Pruned> {
  const all = async (
    operation: WriteOperation<PruneInput, { removed: number }>,
    before: number,
  ): Promise<number> => {
    let sum = 0;
    while (!stopped()) {
      const { removed } = await store.write(operation, { before, limit: sliceRowsMax });
      sum += removed;
      // `pruneVanished` removes up to twice as many: less than one limit is the end of both.
      if (removed < sliceRowsMax) break;
    }
    return sum;
  };
  return {
    messages: await all(purgeRecoverable, now),
    arrivals: await all(pruneArrivals, now - arrivalMs),
    sendCounts: await all(pruneSendCounts, now),
    sendKeys: await all(pruneSendKeys, now - sendKeyMs),
    submissions: await all(expireSubmissions, now - submissionMs),
    goneObjects: await all(pruneGoneObjects, now - goneObjectMs),
    vacationAnswers: await all(pruneVacationAnswers, now - vacationAnswerMs),
    suppressions: await all(pruneSuppressions, now),
    removals: await all(pruneVanished, now - vanishedMs),
    uploads: await all(pruneUploads, now),
    pushSubscriptions: await all(prunePushSubscriptions, now),
    webSessions: await all(pruneWebSessions, now),
    loginBudgets: await all(pruneLoginBudgets, now - budgetMs),
    traces: await forgetTraces(store, now, stopped),
    webhookEvents: await forgetWebhookEvents(store, now, stopped),
    reports: await all(pruneReports, now - reportMs),
  };
}
