import { identityChanges } from '#core/identities/identities.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { countedResponse, readCountedCall } from '#session/http/jmap/counted-state.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** Identity/changes (RFC 8621 §6.2). */
export async function identityChangesMethod(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readCountedCall(context, args);
  const { store } = context.services.mail;
  const changes = await identityChanges(store, call.account.accountId, call.since);
  return countedResponse(call, 'i', changes);
}
