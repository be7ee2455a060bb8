import { directoryState } from '#store/directory-state.ts';
import type { AccountSummary } from '#store/operations/directory/list-accounts.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import type { AliasSummary } from '#store/operations/directory/list-aliases.ts';
import type { DomainSummary } from '#store/operations/directory/list-domains.ts';
import { addressKind, catchAllLocalPart, credentialKind } from '#store/directory-state.ts';
import type { TenantRow } from '#store/operations/directory/find-tenant.ts';
import type { CredentialRow } from '#store/operations/directory/list-credentials.ts';
import type { QueuedRow } from '#store/operations/queue/list-queue.ts';
import { queueState } from '#store/queue-state.ts';

/** Administrators by the value of `account.admin`. */
export const adminNames = ['none', 'tenant', 'server'] as const;

/** What `--json` shows of things. Limits that are unlimited are null, times are ISO 8601. */
export function tenantView(
  tenant: TenantRow & { readonly domains: number; readonly accounts: number },
) {
  return {
    id: tenant.tenantId,
    name: tenant.name,
    state: stateName(tenant.state),
    domains: tenant.domains,
    accounts: tenant.accounts,
    accountsMax: limit(tenant.accountsMax),
    usedBytes: tenant.usedBytes,
    quotaBytes: limit(tenant.bytesMax),
    createdAt: timeText(tenant.createdAt),
  };
}

/** What people call the states of src/store/queue-state.ts. */
const queueStateNames: Readonly<Record<number, string>> = {
  [queueState.waiting]: 'waiting',
  [queueState.held]: 'held',
  [queueState.claimed]: 'being sent',
};

/** One recipient of a message that waits. */
export function queuedView(row: QueuedRow) {
  return {
    id: row.queueId,
    sender: row.sender,
    recipient: row.address,
    domain: row.domain,
    size: row.size,
    state: queueStateNames[row.state] ?? 'unknown',
    queuedAt: timeText(row.queuedAt),
    attempts: row.attempts,
    nextAttemptAt: timeText(Math.max(row.nextAttemptAt, row.queuedAt)), // 0 is at once.
    lastReply: row.lastReply === '' ? null : row.lastReply,
    notify: row.notify ?? null,
    traceId: row.traceId ?? null,
  };
}

export function domainView(domain: DomainSummary) {
  return {
    name: domain.name,
    tenant: domain.tenant,
    aliasOf: domain.target,
    state: stateName(domain.state),
    accounts: domain.accounts,
    aliases: domain.aliases,
    createdAt: timeText(domain.createdAt),
  };
}

export function accountView(account: AccountSummary) {
  return {
    id: account.accountId,
    address: account.address,
    name: account.displayName,
    tenant: account.tenant,
    language: account.language,
    admin: adminNames[account.admin] ?? 'none',
    state: stateName(account.state),
    messages: account.usedCount,
    messagesMax: limit(account.countMax),
    usedBytes: account.usedBytes,
    quotaBytes: limit(account.bytesMax),
    createdAt: timeText(account.createdAt),
    removedAt: account.removedAt === null ? null : timeText(account.removedAt),
    erasedFrom: account.removedAt === null ? null : timeText(account.removedAt + accountGraceMs),
  };
}

export function aliasView(alias: AliasSummary) {
  const group = alias.kind === addressKind.group;
  const catchAll = alias.name.startsWith(`${catchAllLocalPart}@`);
  return {
    address: alias.name,
    kind: catchAll ? 'catch-all' : group ? 'group' : 'alias',
    tenant: alias.tenant,
    targets: alias.targets,
  };
}

/** What may be shown of a credential: no hash. */
export function appPasswordView(credential: CredentialRow, now: number) {
  const { expiresAt, lastUsedAt } = credential;
  return {
    id: credential.credentialId,
    name: credential.name,
    scopes: scopesOf(credential),
    createdAt: timeText(credential.createdAt),
    lastUsedAt: lastUsedAt === null ? null : timeText(lastUsedAt),
    lastUsedFrom: credential.lastUsedAddress,
    expiresAt: expiresAt === null ? null : timeText(expiresAt),
    expired: expiresAt !== null && expiresAt <= now,
  };
}

export function isAppPassword({ kind }: CredentialRow): boolean {
  return kind === credentialKind.appPassword;
}

/** `2026-11-25 09:30` of an ISO time, for tables. */
export function shortTime(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ');
}

/** A time as ISO 8601. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

export function stateName(state: number): string {
  if (state === directoryState.active) return 'active';
  return state === directoryState.disabled ? 'disabled' : 'removed';
}

function limit(max: number): number | null {
  return max === 0 ? null : max;
}

function scopesOf({ scopes }: CredentialRow): readonly string[] {
  const list: unknown = JSON.parse(scopes);
  return Array.isArray(list) ? list.map(String) : [];
}
