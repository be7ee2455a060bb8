import { formatQuotaState } from '#core/quotas/quota-state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { getObjects, readGetCall } from '#session/http/jmap/get-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { quotaProperties, readQuotas } from '#session/http/jmap/methods/quota/quota-object.ts';

/** Quota/get (RFC 9425 §4.2). */
export async function quotaGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readGetCall(context, args, quotaProperties);
  const { quotas, objects } = await readQuotas(context, call.account);
  const found = getObjects(context, call, {
    letter: 'q',
    all: () => objects.keys(),
    count: objects.size,
    objectOf: (id) => objects.get(id),
  });
  return { accountId: call.account.id, state: formatQuotaState(quotas), ...found };
}
