import { addressKind, catchAllLocalPart, directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type AddressRow = {
  readonly localPart: string;
  readonly kind: number;
  readonly accountId: number | null;
  readonly aliasId: number | null;
};

type FoundDomain = {
  readonly domainId: number;
  readonly tenantId: number;
  /** 1 while the domain and its tenant take part. */
  readonly active: number;
};

/** What delivery needs to know of an account. */
export type RecipientAccount = {
  readonly tenantId: number;
  readonly accountId: number;
  readonly address: string;
  readonly state: number;
  /** True when the account or its tenant has reached a quota (RFC 3463 §3.3). */
  readonly full: boolean;
};

/** Where an address leads. `matched` is the local part that was found: not the detail, or `*`. */
export type FoundAddress =
  | { readonly kind: 'remote' | 'unknown' | 'disabled' | 'send-only' }
  | { readonly kind: 'account'; readonly matched: string; readonly account: RecipientAccount }
  | {
      readonly kind: 'alias';
      readonly matched: string;
      readonly aliasId: number;
      readonly group: boolean;
      readonly tenantId: number;
      readonly targets: readonly string[];
    };

export type FindAddressInput = {
  readonly domain: string;
  /** Tried in this order, then the fallback, then the catch-all; an empty list for that alone. */
  readonly localParts: readonly string[];
  /** True where some administrator is reached when nobody has the address (postmaster). */
  readonly fallback: boolean;
};

const selectDomain = statement<FoundDomain>(`
  SELECT COALESCE(domain.target_domain_id, domain.domain_id) AS "domainId",
    domain.tenant_id AS "tenantId",
    CASE WHEN domain.state = 1 AND tenant.state = 1 THEN 1 ELSE 0 END AS "active"
  FROM domain JOIN tenant ON tenant.tenant_id = domain.tenant_id WHERE domain.name = ?1`);

const selectAddress = statement<AddressRow>(`
  SELECT local_part AS "localPart", kind AS "kind", account_id AS "accountId",
    alias_id AS "aliasId"
  FROM address WHERE domain_id = ?1 AND local_part = ?2`);

const recipientColumns = `account.tenant_id AS "tenantId", account.account_id AS "accountId",
  account.address AS "address", account.state AS "state",
  CASE WHEN (account.bytes_max > 0 AND account.used_bytes >= account.bytes_max)
    OR (account.count_max > 0 AND account.used_count >= account.count_max)
    OR (tenant.bytes_max > 0 AND tenant.used_bytes >= tenant.bytes_max)
    THEN 1 ELSE 0 END AS "full", application.mail_to AS "mailTo"`;

/** `mailTo`: of an application, empty where its mail is refused; null for a person's account. */
type RecipientRow = Omit<RecipientAccount, 'full'> & {
  readonly full: number;
  readonly mailTo: string | null;
};

const withApplication = 'LEFT JOIN application ON application.account_id = account.account_id';

const selectAccount = statement<RecipientRow>(`
  SELECT ${recipientColumns} FROM account JOIN tenant ON tenant.tenant_id = account.tenant_id
  ${withApplication} WHERE account.account_id = ?1`);

const selectAdministrator = statement<RecipientRow>(`
  SELECT ${recipientColumns} FROM account JOIN tenant ON tenant.tenant_id = account.tenant_id
  ${withApplication}
  WHERE account.tenant_id = ?1 AND account.state = 1 AND application.account_id IS NULL
  ORDER BY CASE WHEN account.admin > 0 THEN 0 ELSE 1 END, account.account_id LIMIT 1`);

const selectServerAdministrator = statement<RecipientRow>(`
  SELECT ${recipientColumns} FROM account JOIN tenant ON tenant.tenant_id = account.tenant_id
  ${withApplication}
  WHERE account.state = 1 AND tenant.state = 1 AND application.account_id IS NULL
  ORDER BY CASE WHEN account.admin = 2 THEN 0 WHEN account.admin = 1 THEN 1 ELSE 2 END,
    account.account_id LIMIT 1`);

const selectTargets = statement<{ target: string }>(
  'SELECT target AS "target" FROM alias_target WHERE alias_id = ?1 ORDER BY target',
);

/** One step of resolving an address; expanding aliases is core's work. */
export const findAddress = readOperation('findAddress', findAddressBody);

/** Who answers for the whole server: its first administrator, else the first account. */
export const findServerAdministrator = readOperation(
  'findServerAdministrator',
  function* (tx, _input: undefined): Work<RecipientAccount | undefined> {
    const row = yield* tx.maybe(selectServerAdministrator);
    return row === undefined ? undefined : recipientOf(row);
  },
);

function* findAddressBody(tx: Tx, input: FindAddressInput): Work<FoundAddress> {
  const domain = yield* tx.maybe(selectDomain, input.domain);
  if (domain === undefined) return { kind: 'remote' };
  if (domain.active !== 1) return { kind: 'disabled' };
  for (const localPart of input.localParts) {
    const row = yield* tx.maybe(selectAddress, domain.domainId, localPart);
    if (row !== undefined) return yield* follow(tx, domain, row);
  }
  if (input.fallback) {
    const account = yield* tx.maybe(selectAdministrator, domain.tenantId);
    if (account !== undefined) return found(account, input.localParts.at(-1) ?? '');
  }
  const row = yield* tx.maybe(selectAddress, domain.domainId, catchAllLocalPart);
  return row === undefined ? { kind: 'unknown' } : yield* follow(tx, domain, row);
}

function* follow(tx: Tx, { tenantId }: FoundDomain, row: AddressRow): Work<FoundAddress> {
  if (row.accountId !== null) {
    return found(yield* tx.one(selectAccount, row.accountId), row.localPart);
  }
  const aliasId = row.aliasId ?? 0;
  const targets = (yield* tx.all(selectTargets, aliasId)).map(({ target }) => target);
  const group = row.kind === addressKind.group;
  return { kind: 'alias', matched: row.localPart, aliasId, group, tenantId, targets };
}

function found(account: RecipientRow, matched: string): FoundAddress {
  if (account.state !== directoryState.active) return { kind: 'disabled' };
  const { mailTo, accountId, tenantId } = account;
  if (mailTo === '') return { kind: 'send-only' };
  if (mailTo === null) return { kind: 'account', matched, account: recipientOf(account) };
  // What is sent to an application goes to a person, as through an alias that speaks for nobody.
  const targets = [mailTo];
  return { kind: 'alias', matched, aliasId: -accountId, group: true, tenantId, targets };
}

function recipientOf(row: RecipientRow): RecipientAccount {
  const { tenantId, accountId, address, state, full } = row;
  return { tenantId, accountId, address, state, full: full === 1 };
}
