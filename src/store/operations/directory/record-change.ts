import { directoryWatchId } from '#store/directory-state.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const insertAudit = statement(`
  INSERT INTO audit (audit_id, at, tenant_id, actor, action, target, detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`);

/** One change of the directory, as the audit log keeps it. */
type Change = {
  /** 0 for what concerns the whole server. */
  readonly tenantId: number;
  /** Who did it: an address, or `cli`. */
  readonly actor: string;
  /** Noun and verb, as `account.create`. */
  readonly action: string;
  readonly target: string;
  /** Plain facts without secrets; kept as JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Writes the audit row of a change and tells every cache that the directory changed. */
export function* recordChange(tx: Tx, change: Change): Work<void> {
  const auditId = yield* recordEvent(tx, change);
  tx.changed({ accountId: directoryWatchId, modseq: auditId, mailboxIds: [] });
}

/** Writes the audit row of what changes nothing that anybody has cached. @returns Its id. */
export function* recordEvent(tx: Tx, change: Change): Work<number> {
  const auditId = yield* takeId(tx, 'audit');
  yield* tx.run(
    insertAudit,
    auditId,
    tx.now,
    change.tenantId,
    change.actor,
    change.action,
    change.target,
    JSON.stringify(change.detail ?? {}),
  );
  return auditId;
}
