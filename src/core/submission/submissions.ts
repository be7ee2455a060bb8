import { deliveryStatuses, type DeliveryStatus } from '#core/submission/delivery-status.ts';
import type { SubmissionEnvelope } from '#core/submission/submission-envelope.ts';
import type { ChangedObjects } from '#core/identities/identities.ts';
import {
  cancelSubmission,
  type CancelSubmissionInput,
  removeSubmissions,
  type RemoveSubmissionsInput,
} from '#store/operations/submission/change-submissions.ts';
import {
  changedSubmissions,
  listSubmissions,
  readSubmissions,
  type SubmissionDetails,
  submissionPageRows,
  type SubmissionRow,
} from '#store/operations/submission/list-submissions.ts';
import { reportKind } from '#store/operations/submission/note-reports.ts';
import type { Store } from '#store/store.ts';

/** Whether a message can be taken back (RFC 8621 §7). */
export type UndoStatus = 'pending' | 'final' | 'canceled';

/** A submission as lists are filtered and sorted by. */
export type Submission = Pick<
  SubmissionRow,
  'submissionId' | 'messageId' | 'threadId' | 'identityId' | 'sendAt'
> & { readonly undoStatus: UndoStatus };

/** A submission with its envelope and what became of each recipient. */
export type WholeSubmission = Submission & {
  readonly envelope: SubmissionEnvelope;
  readonly deliveryStatus: Readonly<Record<string, DeliveryStatus>>;
  /** Messages of the account that report on its delivery, and on what recipients did. */
  readonly deliveryReports: readonly number[];
  readonly dispositionReports: readonly number[];
};

/** Submissions of one account that are looked at, the newest: a thousand a day. Our choice. */
const submissionsMax = 30_000;

/** Submissions whose way is read at once: each has a trace to be decoded. Ours. */
const wholeMax = 100;

/** All submissions of an account, the newest first, and their state as the reading began. */
export async function submissionsOf(
  store: Store,
  accountId: number,
): Promise<{ readonly counter: number; readonly submissions: readonly Submission[] }> {
  const { counter, rows } = await store.read(listSubmissions, { accountId });
  const submissions = rows.map(submissionOf);
  let page = rows;
  while (page.length === submissionPageRows && submissions.length < submissionsMax) {
    const before = page.at(-1)?.submissionId ?? 0;
    page = (await store.read(listSubmissions, { accountId, before })).rows;
    submissions.push(...page.map(submissionOf));
  }
  return { counter, submissions };
}

/** Some of them, with everything that is known. */
export async function wholeSubmissions(
  store: Store,
  accountId: number,
  submissionIds: readonly number[],
): Promise<{ readonly counter: number; readonly submissions: readonly WholeSubmission[] }> {
  let counter: number | undefined;
  const submissions: WholeSubmission[] = [];
  for (let from = 0; counter === undefined || from < submissionIds.length; from += wholeMax) {
    const some = { accountId, submissionIds: submissionIds.slice(from, from + wholeMax) };
    const found = await store.read(readSubmissions, some);
    counter ??= found.counter;
    for (const details of found.submissions) {
      const { envelope } = details;
      const deliveryStatus = deliveryStatuses(details);
      submissions.push({
        ...submissionOf(details),
        envelope,
        deliveryStatus,
        deliveryReports: reportsOf(details, reportKind.delivery),
        dispositionReports: reportsOf(details, reportKind.disposition),
      });
    }
  }
  return { counter, submissions };
}

/** What changed since a state. @throws {Refusal} `object.changes`. */
export async function submissionChanges(
  store: Store,
  accountId: number,
  since: number,
): Promise<ChangedObjects> {
  return await store.read(changedSubmissions, { accountId, since });
}

/** {@link cancelSubmission} */
export async function takeBack(store: Store, input: CancelSubmissionInput): Promise<void> {
  await store.write(cancelSubmission, input);
}

/** {@link removeSubmissions} */
export async function forgetSubmissions(
  store: Store,
  input: RemoveSubmissionsInput,
): Promise<{ readonly before: number; readonly after: number; readonly removed: number[] }> {
  return await store.write(removeSubmissions, input);
}

function submissionOf(row: SubmissionRow): Submission {
  const { submissionId, messageId, threadId, identityId, sendAt } = row;
  return { submissionId, messageId, threadId, identityId, sendAt, undoStatus: undoStatusOf(row) };
}

function reportsOf({ reports }: SubmissionDetails, wanted: number): readonly number[] {
  return reports.flatMap(({ kind, messageId }) => (kind === wanted ? [messageId] : []));
}

/** It can be taken back while everybody waits for it still. */
function undoStatusOf({ canceled, waiting, left }: SubmissionRow): UndoStatus {
  if (canceled === 1) return 'canceled';
  return waiting > 0 && left === waiting ? 'pending' : 'final';
}
