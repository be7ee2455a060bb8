import { emailChanges as changedEmails } from '#core/mailbox/account-view/email-changes.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { changesResponse, readChangesCall } from '#session/http/jmap/changes-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** Email/changes (RFC 8621 §4.3). */
export async function emailChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readChangesCall(context, args);
  const changes = await changedEmails(context.services.mail, call.account.accountId, call);
  return changesResponse(call, 'e', changes);
}
