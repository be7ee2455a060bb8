import { submissionsOf } from '#core/submission/submissions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readSubmissionQuery } from '#session/http/jmap/methods/email-submission/submission-query.ts';
import { readQueryCall, readWindow, showWindow } from '#session/http/jmap/query-method.ts';

/** EmailSubmission/query (RFC 8621 §7.3). */
export async function emailSubmissionQuery(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const window = readWindow(args);
  args.done();
  const query = readSubmissionQuery(call);
  const { store } = context.services.mail;
  const { counter, submissions } = await submissionsOf(store, call.account.accountId);
  const ids = query(submissions).map(({ submissionId }) => submissionId);
  return {
    accountId: call.account.id,
    queryState: String(counter),
    canCalculateChanges: true,
    ...showWindow(ids, 's', window),
    ...(call.calculateTotal ? { total: ids.length } : {}),
  };
}
