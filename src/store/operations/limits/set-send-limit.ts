import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import {
  type LimitRefusalCode,
  type SendScopeKind,
  sendScopeKind,
  type SetLimits,
} from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Named = { readonly name: string; readonly tenantId: number };

const selectNames: Readonly<Record<SendScopeKind, ReturnType<typeof statement<Named>>>> = {
  [sendScopeKind.account]: statement<Named>(
    'SELECT address AS "name", tenant_id AS "tenantId" FROM account WHERE account_id = ?1',
  ),
  [sendScopeKind.domain]: statement<Named>(
    'SELECT name AS "name", tenant_id AS "tenantId" FROM domain WHERE domain_id = ?1',
  ),
  [sendScopeKind.tenant]: statement<Named>(
    'SELECT name AS "name", tenant_id AS "tenantId" FROM tenant WHERE tenant_id = ?1',
  ),
};
const selectApplication = statement<{ found: number }>(
  'SELECT 1 AS "found" FROM application WHERE account_id = ?1',
);
const keepLimit = statement(`
  INSERT INTO send_limit (scope_kind, scope_id, limits) VALUES (?1, ?2, ?3)
  ON CONFLICT (scope_kind, scope_id) DO UPDATE SET limits = excluded.limits`);
const deleteLimit = statement('DELETE FROM send_limit WHERE scope_kind = ?1 AND scope_id = ?2');

export type SetSendLimitInput = {
  readonly actor: string;
  readonly kind: SendScopeKind;
  readonly id: number;
  /** All that is set from now on; nothing takes the usual limits back. */
  readonly limits: SetLimits;
};

/** Sets the limits of an account, a domain or a tenant. @throws {Refusal} {@link LimitRefusalCode} */
export const setSendLimit = writeOperation(
  'setSendLimit',
  function* (tx, { actor, kind, id, limits }: SetSendLimitInput): Work<void> {
    const named = yield* tx.maybe(selectNames[kind], id);
    if (named === undefined) refuse<LimitRefusalCode>('limit.scope', 'Nobody has that id');
    if (kind === sendScopeKind.account && (yield* tx.maybe(selectApplication, id))) {
      refuse<LimitRefusalCode>(
        'limit.application',
        `"${named.name}" is an application: "postamt application limits" sets its limits`,
      );
    }
    const none = Object.keys(limits).length === 0;
    if (none) yield* tx.run(deleteLimit, kind, id);
    else yield* tx.run(keepLimit, kind, id, JSON.stringify(limits));
    const { name: target, tenantId } = named;
    const action = none ? 'limit.clear' : 'limit.set';
    yield* recordChange(tx, { tenantId, actor, action, target, detail: limits });
  },
);

/** Forgets the limits of what is removed. For another operation. */
export function* dropSendLimit(tx: Tx, kind: SendScopeKind, id: number): Work<void> {
  yield* tx.run(deleteLimit, kind, id);
}
