import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import type { Store } from '#store/store.ts';

/** Numbers of the quotas that there can be; they stay what they are. */
export const quotaNumber = { accountOctets: 1, accountMessages: 2, tenantOctets: 3 } as const;

/** A quota in force (RFC 9425 §4). */
export type Quota = {
  readonly number: number;
  readonly resource: 'octets' | 'count';
  /** Of the account alone, or shared with its organisation. */
  readonly scope: 'account' | 'domain';
  readonly used: number;
  readonly limit: number;
};

/** The quotas of an account, by number. @throws {Refusal} `account.absent` */
export async function quotasOf(store: Store, accountId: number): Promise<readonly Quota[]> {
  const usage = await store.read(accountUsage, { accountId });
  const all: readonly Quota[] = [
    {
      number: quotaNumber.accountOctets,
      resource: 'octets',
      scope: 'account',
      used: usage.usedBytes,
      limit: usage.bytesMax,
    },
    {
      number: quotaNumber.accountMessages,
      resource: 'count',
      scope: 'account',
      used: usage.usedCount,
      limit: usage.countMax,
    },
    {
      number: quotaNumber.tenantOctets,
      resource: 'octets',
      scope: 'domain',
      used: usage.tenantUsedBytes,
      limit: usage.tenantBytesMax,
    },
  ];
  return all.filter(({ limit }) => limit > 0);
}
