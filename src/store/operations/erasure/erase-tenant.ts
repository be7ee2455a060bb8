import { directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { dropTenantKeys } from '#store/operations/dkim/dkim-keys.ts';
import { dropSendLimit } from '#store/operations/limits/set-send-limit.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import { deleteTenantReports } from '#store/operations/reports/prune-reports.ts';
import { deleteTenantTemplates } from '#store/operations/sending/templates.ts';
import { daysEnd, deleteTraceKeys } from '#store/operations/trace/prune-traces.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectEmpty = statement<{ name: string }>(`
  SELECT name AS "name" FROM tenant WHERE tenant_id = ?1 AND state = ?2 AND NOT EXISTS (
    SELECT 1 FROM account WHERE account.tenant_id = ?1)`);
const selectQueued = statement<[queueId: number, blobId: number]>(`
  SELECT queue_id, blob_id FROM queue_message WHERE tenant_id = ?1 ORDER BY queue_id LIMIT ?2`);
const deleteTraces = statement(`
  DELETE FROM trace WHERE trace_id IN (
    SELECT trace_id FROM trace WHERE tenant_id = ?1 ORDER BY at LIMIT ?2)`);
const deleteSuppressions = statement(`
  DELETE FROM suppression WHERE account_id = 0 AND tenant_id = ?1 AND address IN (
    SELECT address FROM suppression WHERE account_id = 0 AND tenant_id = ?1 LIMIT ?2)`);
const deleteTenant = statement('DELETE FROM tenant WHERE tenant_id = ?1');

export type EraseTenantInput = {
  readonly tenantId: number;
  /** Rows of one slice. */
  readonly limit: number;
};

/**
 * Erases one slice of a removed tenant that has no accounts any more, not even removed ones: what
 * aliases of it forwarded, its traces, what was reported to it, at last its row. Another tenant it does not touch.
 *
 * @returns Whether something is left for another call.
 */
export const eraseTenant = writeOperation(
  'eraseTenant',
  function* (tx, { tenantId, limit }: EraseTenantInput): Work<{ left: boolean }> {
    const tenant = yield* tx.maybe(selectEmpty, tenantId, directoryState.removed);
    if (tenant === undefined) return { left: false };
    let deleted = 0;
    for (const [queueId, blobId] of yield* tx.table(selectQueued, tenantId, limit)) {
      deleted += yield* deleteQueued(tx, queueId, blobId);
      if (deleted >= limit) break;
    }
    if (deleted > 0) return { left: true };
    if ((yield* tx.run(deleteTraces, tenantId, limit)) > 0) return { left: true };
    const keys = { tenantId, day: daysEnd, limit };
    if ((yield* deleteTraceKeys(tx, keys)) > 0) return { left: true };
    if ((yield* tx.run(deleteSuppressions, tenantId, limit)) > 0) return { left: true };
    if ((yield* deleteTenantTemplates(tx, tenantId, limit)) > 0) return { left: true };
    if ((yield* deleteTenantReports(tx, tenantId, limit)) > 0) return { left: true };
    yield* dropSendLimit(tx, sendScopeKind.tenant, tenantId);
    yield* dropTenantKeys(tx, tenantId);
    yield* tx.run(deleteTenant, tenantId);
    const target = tenant.name;
    yield* recordChange(tx, { tenantId, actor: 'server', action: 'tenant.erase', target });
    return { left: false };
  },
  { frees: true },
);
