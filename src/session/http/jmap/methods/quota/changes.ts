import {
  formatQuotaState,
  parseQuotaState,
  quotaChanges as changesSince,
} from '#core/quotas/quota-state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { cannotCalculate } from '#session/http/jmap/counted-state.ts';
import {
  accountOf,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import { readQuotas } from '#session/http/jmap/methods/quota/quota-object.ts';

/** Quota/changes: says besides when nothing but the use changed (RFC 9425 §4.3). */
export async function quotaChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = accountOf(context, args);
  const oldState = args.state('sinceState');
  const max = args.optionalUnsigned('maxChanges') ?? Number.MAX_SAFE_INTEGER;
  if (max === 0) refuseArguments('maxChanges is not above 0');
  args.done();
  const known = parseQuotaState(oldState) ?? cannotCalculate('That is no state of quotas');
  const { quotas } = await readQuotas(context, account);
  const { created, updated, destroyed, onlyUsed } = changesSince(known, quotas);
  if (created.length + updated.length + destroyed.length > max) {
    cannotCalculate('More changed at once than maxChanges allows');
  }
  return {
    accountId: account.id,
    oldState,
    newState: formatQuotaState(quotas),
    hasMoreChanges: false,
    updatedProperties: updated.length > 0 && onlyUsed ? ['used'] : null,
    created: created.map(idOf),
    updated: updated.map(idOf),
    destroyed: destroyed.map(idOf),
  };
}

function idOf(number: number): string {
  return formatId('q', number);
}
