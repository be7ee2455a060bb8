import type { Quota } from '#core/quotas/quotas.ts';

/** Quotas in one state, at most; there are three kinds. */
const quotasMax = 8;

const entryForm = /^([1-9])\.([0-9]{1,15})\.([0-9]{1,15})$/u;

type Known = Pick<Quota, 'used' | 'limit'>;

/** The state of quotas: what a client knows of them, as `1.400.1000-3.700.9000`. */
export function formatQuotaState(quotas: readonly Quota[]): string {
  if (quotas.length === 0) return '0';
  return quotas.map(({ number, used, limit }) => `${number}.${used}.${limit}`).join('-');
}

/** What a client knows by a state, by number; undefined for what is none. */
export function parseQuotaState(text: string): ReadonlyMap<number, Known> | undefined {
  const known = new Map<number, Known>();
  if (text === '0') return known;
  for (const entry of text.split('-', quotasMax)) {
    const [, number, used, limit] = entryForm.exec(entry) ?? [];
    if (number === undefined) return undefined;
    known.set(Number(number), { used: Number(used), limit: Number(limit) });
  }
  return known;
}

/** What changed since a client knew that (RFC 9425 §4.3). */
export type QuotaChanges = {
  readonly created: readonly number[];
  readonly updated: readonly number[];
  readonly destroyed: readonly number[];
  /** Nothing but how much is used. */
  readonly onlyUsed: boolean;
};

export function quotaChanges(
  known: ReadonlyMap<number, Known>,
  quotas: readonly Quota[],
): QuotaChanges {
  const now = new Map(quotas.map((quota) => [quota.number, quota]));
  const changed = quotas.filter(({ number, used, limit }) => {
    const before = known.get(number);
    return before !== undefined && (before.used !== used || before.limit !== limit);
  });
  return {
    created: quotas.flatMap(({ number }) => (known.has(number) ? [] : [number])),
    updated: changed.map(({ number }) => number),
    destroyed: [...known.keys()].filter((number) => !now.has(number)),
    onlyUsed: changed.every(({ number, limit }) => known.get(number)?.limit === limit),
  };
}
