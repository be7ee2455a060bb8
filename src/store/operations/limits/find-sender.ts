import { readOperation } from '#store/operation.ts';
import {
  findSendProfile,
  readProfile,
  readUnusual,
} from '#store/operations/limits/watch-sending.ts';
import { queueState } from '#store/queue-state.ts';
import { type SendScopeKind, type SetLimits, sendScopeKind } from '#store/send-limits.ts';
import { type SendProfile, sendState, type Unusual } from '#store/send-profile.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Row = { readonly kind: SendScopeKind; readonly id: number; readonly limits: string };

/** The account's limits first; `kind` 0 is the state of its sending, in place of an id. */
const selectOfSender = statement<[kind: SendScopeKind | 0, id: number, limits: string]>(`
  SELECT 0, state, '' FROM send_profile WHERE account_id = ?1
  UNION ALL SELECT scope_kind, scope_id, limits FROM send_limit
  WHERE scope_kind = ${sendScopeKind.account} AND scope_id = ?1
  UNION ALL SELECT scope_kind, scope_id, limits FROM send_limit
  WHERE scope_kind = ${sendScopeKind.domain}
    AND scope_id = (SELECT domain_id FROM domain WHERE name = ?2)
  UNION ALL SELECT scope_kind, scope_id, limits FROM send_limit
  WHERE scope_kind = ${sendScopeKind.tenant} AND scope_id = ?3`);
const selectOne = statement<Row>(`
  SELECT scope_kind AS "kind", scope_id AS "id", limits AS "limits" FROM send_limit
  WHERE scope_kind = ?1 AND scope_id = ?2`);

/** Limits that are set, of one scope. */
export type ScopeLimits = {
  readonly kind: SendScopeKind;
  readonly id: number;
  readonly limits: SetLimits;
};

export type FindSenderInput = {
  readonly accountId: number;
  readonly tenantId: number;
  /** Of its primary address. */
  readonly domain: string;
};

/** What is set for who sends, and whether an administrator has locked it. */
export type FoundSender = { readonly limits: readonly ScopeLimits[]; readonly locked: boolean };

/** What is set for the account, its domain, its tenant. */
export const findSender = readOperation('findSender', findSenderBody);

function* findSenderBody(
  tx: Tx,
  { accountId, tenantId, domain }: FindSenderInput,
): Work<FoundSender> {
  const limits: ScopeLimits[] = [];
  let locked = false;
  for (const [kind, id, text] of yield* tx.table(selectOfSender, accountId, domain, tenantId)) {
    if (kind === 0) locked = id === sendState.locked;
    else limits.push(readLimits({ kind, id, limits: text }));
  }
  return { limits, locked };
}

/** What is set for one scope; nothing where nothing is. */
export const findSetLimits = readOperation(
  'findSetLimits',
  function* (
    tx,
    { kind, id }: { readonly kind: SendScopeKind; readonly id: number },
  ): Work<SetLimits> {
    const row = yield* tx.maybe(selectOne, kind, id);
    return row === undefined ? {} : readLimits(row).limits;
  },
);

/** How an account sends, and whether it may. */
export type SenderState = {
  /** src/store/send-profile.ts. */
  readonly state: number;
  /** When that began, in milliseconds since the epoch. */
  readonly since: number;
  readonly unusual: Unusual | undefined;
  readonly told: boolean;
  readonly profile: SendProfile;
  /** Recipients remembered. */
  readonly known: number;
};

/** Undefined for an account that has not sent anything. */
export const findSenderState = readOperation(
  'findSenderState',
  function* (tx, accountId: number): Work<SenderState | undefined> {
    const row = yield* findSendProfile(tx, accountId);
    if (row === undefined) return undefined;
    const { state, since, told, known } = row;
    const facts = { unusual: readUnusual(row), profile: readProfile(row) };
    return { state, since, known, told: told === 1, ...facts };
  },
);

/** An account whose mail is held, or that may not send. */
export type HeldSender = {
  readonly accountId: number;
  readonly tenantId: number;
  readonly address: string;
  /** src/store/send-profile.ts. */
  readonly state: number;
  readonly since: number;
  readonly unusual: Unusual | undefined;
  /** Messages of it that are held in the queue. */
  readonly heldMessages: number;
};

type HeldRow = Omit<HeldSender, 'unusual'> & { readonly seen: string };

const selectHeldSenders = statement<HeldRow>(`
  SELECT account.account_id AS "accountId", account.tenant_id AS "tenantId",
    account.address AS "address", send_profile.state AS "state", send_profile.since AS "since",
    send_profile.seen AS "seen", (SELECT COUNT(*) FROM queue_message m
      WHERE m.account_id = account.account_id AND EXISTS (SELECT 1 FROM queue_recipient r
        WHERE r.queue_id = m.queue_id AND r.state = ${queueState.held})) AS "heldMessages"
  FROM send_profile JOIN account ON account.account_id = send_profile.account_id
  WHERE send_profile.state <> ${sendState.usual} AND (account.tenant_id = ?1 OR ?1 = 0)
    AND account.account_id > ?2
  ORDER BY account.account_id LIMIT ?3`);

export type ListHeldSendersInput = {
  /** All tenants when absent. */
  readonly tenantId?: number;
  /** Goes on after this account. */
  readonly after?: number;
  readonly limit: number;
};

/** Accounts whose mail is held or that are locked, a page by id. */
export const listHeldSenders = readOperation(
  'listHeldSenders',
  function* (
    tx,
    { tenantId = 0, after = 0, limit }: ListHeldSendersInput,
  ): Work<readonly HeldSender[]> {
    const rows = yield* tx.all(selectHeldSenders, tenantId, after, limit);
    return rows.map(({ seen, ...row }) => ({ ...row, unusual: readUnusual({ seen }) }));
  },
);

function readLimits({ kind, id, limits }: Row): ScopeLimits {
  return { kind, id, limits: JSON.parse(limits) as SetLimits };
}
