import { submissionChanges } from '#core/submission/submissions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { countedResponse, readCountedCall } from '#session/http/jmap/counted-state.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** EmailSubmission/changes (RFC 8621 §7.2). */
export async function emailSubmissionChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readCountedCall(context, args);
  const { store } = context.services.mail;
  const changes = await submissionChanges(store, call.account.accountId, call.since);
  return countedResponse(call, 's', changes);
}
