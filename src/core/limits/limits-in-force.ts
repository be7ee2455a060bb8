import { usualAccountLimits, usualGroupLimits } from '#core/limits/usual-limits.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import { listSendCounts } from '#store/operations/limits/find-send-limit.ts';
import { findSetLimits } from '#store/operations/limits/find-sender.ts';
import {
  type SendLimit,
  type SendScopeKind,
  sendScopeKind,
  type SendWindow,
  sendWindowMs,
  sendWindows,
  type SetLimits,
} from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** Rows of the counts of one day: each minute, each hour, the day. */
const countRowsMax = 1_500;

/** What is counted of one scope in one window. */
export type LimitInForce = {
  readonly window: SendWindow;
  readonly counts: keyof SendLimit;
  /** 0 is unlimited. */
  readonly max: number;
  /** Somebody has set it; else it is as usual. */
  readonly set: boolean;
  /** In the window that runs. Domains and tenants are counted from when a limit is set. */
  readonly used: number;
};

export type LimitedScope = { readonly kind: SendScopeKind; readonly id: number };

/** The limits of an account, a domain or a tenant, and what of them is used. @param now In ms since the epoch. */
export async function limitsInForce(
  store: Store,
  { kind, id }: LimitedScope,
  now: number,
): Promise<readonly LimitInForce[]> {
  const application =
    kind === sendScopeKind.account ? await store.read(findApplication, id) : undefined;
  const set: SetLimits = application?.limits ?? (await store.read(findSetLimits, { kind, id }));
  const account = kind === sendScopeKind.account && application === undefined;
  const usual = account ? usualAccountLimits : usualGroupLimits;
  const since = now - (now % sendWindowMs.day);
  const rows = await store.read(listSendCounts, { kind, id, since, limit: countRowsMax });
  return sendWindows().flatMap((window) => {
    const windowMs = sendWindowMs[window];
    const startedAt = now - (now % windowMs);
    const row = rows.find((one) => one.windowMs === windowMs && one.startedAt === startedAt);
    return (['messages', 'recipients', 'strangers'] as const).map((counts) => ({
      window,
      counts,
      max: set[window]?.[counts] ?? usual[window]?.[counts] ?? 0,
      set: set[window]?.[counts] !== undefined,
      used: row?.[counts] ?? 0,
    }));
  });
}
