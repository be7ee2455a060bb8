import { sliceRowsMax, type Stopped } from '#core/retention/slices.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { eraseQueued } from '#store/operations/erasure/erase-queued.ts';
import { eraseTenant } from '#store/operations/erasure/erase-tenant.ts';
import { eraseTraces } from '#store/operations/erasure/erase-traces.ts';
import { listDueErasures } from '#store/operations/erasure/list-due-erasures.ts';
import type { TracePlace } from '#store/operations/trace/find-traces.ts';
import type { Store } from '#store/store.ts';

/** Accounts and tenants looked up at once. */
const dueMax = 100;

/** How many are gone for good. */
export type Erased = { readonly accounts: number; readonly tenants: number };

/**
 * Erases everything of removed accounts that nobody may restore any more, then removed tenants that
 * have no accounts left. What a stop leaves half done goes on with the next call.
 *
 * @throws {Refusal} `store.failed`, `store.closed`.
 */
export async function eraseRemoved(store: Store, stopped: Stopped): Promise<Erased> {
  let accounts = 0;
  let tenants = 0;
  while (!stopped()) {
    const due = await store.read(listDueErasures, { limit: dueMax });
    if (due.accounts.length + due.tenantIds.length === 0) break;
    for (const { accountId } of due.accounts) {
      if (!(await eraseWhole(store, accountId, stopped))) break;
      accounts++;
    }
    for (const tenantId of due.tenantIds) {
      if (!(await sliceBySlice(() => eraseTenantSlice(store, tenantId), stopped))) break;
      tenants++;
    }
  }
  return { accounts, tenants };
}

/** The account's row goes last, and its name before its mail: both walks need the name. */
async function eraseWhole(store: Store, accountId: number, stopped: Stopped): Promise<boolean> {
  const limit = sliceRowsMax;
  let trace: TracePlace | undefined;
  const traces = async (): Promise<boolean> => {
    trace = await store.write(eraseTraces, { accountId, after: trace, limit });
    return trace !== undefined;
  };
  let queued: number | undefined = 0;
  const queue = async (): Promise<boolean> => {
    queued = await store.write(eraseQueued, { accountId, after: queued ?? 0, limit });
    return queued !== undefined;
  };
  const rest = async (): Promise<boolean> =>
    (await store.write(eraseAccount, { accountId, limit })).left;
  for (const slice of [traces, queue, rest]) {
    if (!(await sliceBySlice(slice, stopped))) return false;
  }
  return true;
}

async function eraseTenantSlice(store: Store, tenantId: number): Promise<boolean> {
  return (await store.write(eraseTenant, { tenantId, limit: sliceRowsMax })).left;
}

/** Runs slices until none is left; false when it stopped before. */
async function sliceBySlice(slice: () => Promise<boolean>, stopped: Stopped): Promise<boolean> {
  while (!stopped()) if (!(await slice())) return true;
  return false;
}
