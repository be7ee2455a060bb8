import { mailboxChanges as changedMailboxes } from '#core/mailbox/account-view/mailbox-changes.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { changesResponse, readChangesCall } from '#session/http/jmap/changes-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { countProperties } from '#session/http/jmap/methods/mailbox/mailbox-object.ts';

/** Mailbox/changes; says when only counts changed, so that clients ask for no more (RFC 8621 §2.2). */
export async function mailboxChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readChangesCall(context, args);
  const changes = await changedMailboxes(context.services.mail, call.account.accountId, call);
  const updatedProperties = changes?.onlyCounts === true ? countProperties : null;
  return { ...changesResponse(call, 'm', changes), updatedProperties };
}
