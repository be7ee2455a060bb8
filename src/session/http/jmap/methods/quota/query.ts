import { formatQuotaState } from '#core/quotas/quota-state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readQuotas } from '#session/http/jmap/methods/quota/quota-object.ts';
import { readQuotaQuery } from '#session/http/jmap/methods/quota/quota-query.ts';
import { readQueryCall, readWindow, showWindow } from '#session/http/jmap/query-method.ts';

/** Quota/query (RFC 9425 §4.4). */
export async function quotaQuery(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const window = readWindow(args);
  args.done();
  const query = readQuotaQuery(call);
  const { quotas, objects } = await readQuotas(context, call.account);
  const ids = query(objects);
  return {
    accountId: call.account.id,
    queryState: formatQuotaState(quotas),
    canCalculateChanges: true,
    ...showWindow([...ids], 'q', window),
    ...(call.calculateTotal ? { total: ids.length } : {}),
  };
}
