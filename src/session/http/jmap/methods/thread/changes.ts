import { threadChanges as changedThreads } from '#core/mailbox/account-view/thread-changes.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { changesResponse, readChangesCall } from '#session/http/jmap/changes-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** Thread/changes (RFC 8621 §3.2). */
export async function threadChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readChangesCall(context, args);
  const changes = await changedThreads(context.services.mail, call.account.accountId, call);
  return changesResponse(call, 't', changes);
}
