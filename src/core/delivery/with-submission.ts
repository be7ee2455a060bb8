import type { DeliverInput } from '#store/operations/message/deliver.ts';
import type { SubmissionDraft } from '#store/operations/submission/insert-submission.ts';

/** Lets the first part of a delivery keep the submission that the message belongs to. */
export function withSubmission(
  input: DeliverInput,
  submission: SubmissionDraft | undefined,
  part: { readonly number: number; readonly count: number },
): DeliverInput {
  if (submission === undefined || part.number > 0) return input;
  return { ...input, submission: { ...submission, others: part.count > 1 } };
}
