import { formatQuotaState, parseQuotaState, quotaChanges } from '#core/quotas/quota-state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { cannotCalculate } from '#session/http/jmap/counted-state.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readQuotas } from '#session/http/jmap/methods/quota/quota-object.ts';
import { readQuotaQuery } from '#session/http/jmap/methods/quota/quota-query.ts';
import { resultChangesResponse } from '#session/http/jmap/query-changes-method.ts';
import { readQueryCall } from '#session/http/jmap/query-method.ts';

/** Quota/queryChanges (RFC 9425 §4.5): there are so few that `upToId` spares nothing. */
export async function quotaQueryChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const oldQueryState = args.state('sinceQueryState');
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  args.optionalId('upToId');
  args.done();
  const query = readQuotaQuery(call);
  const known = parseQuotaState(oldQueryState) ?? cannotCalculate('That is no state of quotas');
  const { quotas, objects } = await readQuotas(context, call.account);
  const { created, updated, destroyed } = quotaChanges(known, quotas);
  const changed = new Set([...created, ...updated, ...destroyed]);
  const results = query(objects);
  const added = results.flatMap((id, index) => (changed.has(id) ? [{ id, index }] : []));
  return {
    accountId: call.account.id,
    oldQueryState,
    newQueryState: formatQuotaState(quotas),
    ...(call.calculateTotal ? { total: results.length } : {}),
    ...resultChangesResponse({ removed: [...changed], added }, 'q', max),
  };
}
