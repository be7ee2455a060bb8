import { submissionChanges, submissionsOf } from '#core/submission/submissions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import {
  countedQueryChangesResponse,
  readCountedQueryChanges,
} from '#session/http/jmap/counted-query-changes.ts';
import { cannotCalculate } from '#session/http/jmap/counted-state.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readSubmissionQuery } from '#session/http/jmap/methods/email-submission/submission-query.ts';
import { readQueryCall } from '#session/http/jmap/query-method.ts';

/** EmailSubmission/queryChanges (RFC 8621 §7.4). */
export async function emailSubmissionQueryChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const changes = readCountedQueryChanges(args);
  args.done();
  const query = readSubmissionQuery(call);
  const { store } = context.services.mail;
  const { accountId } = call.account;
  const { counter, submissions } = await submissionsOf(store, accountId);
  const changed = await submissionChanges(store, accountId, changes.since);
  if (changed.counter !== counter) cannotCalculate('Something changed this moment; ask again');
  const results = query(submissions).map(({ submissionId }) => submissionId);
  return countedQueryChangesResponse(call, changes, { letter: 's', results, changed });
}
