import { type Quota, quotaNumber, quotasOf } from '#core/quotas/quotas.ts';
import { formatId } from '#proto/jmap/ids.ts';
import type { JmapAccount, MethodContext } from '#session/http/jmap/method-context.ts';

/** Part of a quota from which on people are warned. Our choice. */
const warnedFrom = 0.9;

/** Names of all properties of a Quota. */
export const quotaProperties = [
  'id',
  'resourceType',
  'used',
  'hardLimit',
  'scope',
  'name',
  'types',
  'warnLimit',
  'softLimit',
  'description',
] as const;

/** A Quota as JMAP shows it (RFC 9425 §4). */
export type QuotaObject = {
  readonly id: string;
  readonly resourceType: Quota['resource'];
  readonly used: number;
  readonly hardLimit: number;
  readonly scope: Quota['scope'];
  readonly name: string;
  readonly types: readonly string[];
  readonly warnLimit: number;
  readonly softLimit: null;
  readonly description: null;
};

/** The quotas of an account, by number, as they are and as they are shown. */
export async function readQuotas(
  { services }: MethodContext,
  { accountId, name }: JmapAccount,
): Promise<{
  readonly quotas: readonly Quota[];
  readonly objects: ReadonlyMap<number, QuotaObject>;
}> {
  const quotas = await quotasOf(services.mail.store, accountId);
  return { quotas, objects: new Map(quotas.map((one) => [one.number, quotaObject(one, name)])) };
}

function quotaObject(quota: Quota, account: string): QuotaObject {
  const { number, resource, scope, used, limit } = quota;
  const domain = account.slice(account.lastIndexOf('@') + 1);
  return {
    id: formatId('q', number),
    resourceType: resource,
    used,
    hardLimit: limit,
    scope,
    name: number === quotaNumber.tenantOctets ? domain : account,
    types: ['Email'],
    warnLimit: Math.floor(limit * warnedFrom),
    softLimit: null,
    description: null,
  };
}
