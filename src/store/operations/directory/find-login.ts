import { readOperation } from '#store/operation.ts';
import {
  type CredentialRow,
  selectCredentials,
} from '#store/operations/directory/list-credentials.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type LoginAccount = {
  readonly accountId: number;
  readonly tenantId: number;
  readonly address: string;
  readonly state: number;
  readonly tenantState: number;
  readonly domainState: number;
  /** Where an application may log in from, a JSON list; null for a person's account. */
  readonly networks: string | null;
  /** src/store/send-profile.ts; null before it has sent anything. */
  readonly sendState: number | null;
  /** src/store/operations/sign-in/totp.ts; null without a second step. */
  readonly totpState: number | null;
};

export type FoundLogin = LoginAccount & { readonly credentials: readonly CredentialRow[] };

const columns = `account.account_id AS "accountId", account.tenant_id AS "tenantId",
  account.address AS "address", account.state AS "state", tenant.state AS "tenantState",
  domain.state AS "domainState", application.networks AS "networks",
  send_profile.state AS "sendState", totp.state AS "totpState"`;

const selectByAddress = statement<LoginAccount>(`
  SELECT ${columns} FROM domain
  JOIN address ON address.domain_id = COALESCE(domain.target_domain_id, domain.domain_id)
  JOIN account ON account.account_id = address.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  LEFT JOIN application ON application.account_id = account.account_id
  LEFT JOIN send_profile ON send_profile.account_id = account.account_id
  LEFT JOIN totp ON totp.account_id = account.account_id
  WHERE domain.name = ?1 AND address.local_part = ?2 AND address.kind = 1`);

const selectByLocalPart = statement<LoginAccount>(`
  SELECT ${columns} FROM address
  JOIN domain ON domain.domain_id = address.domain_id
  JOIN account ON account.account_id = address.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  LEFT JOIN application ON application.account_id = account.account_id
  LEFT JOIN send_profile ON send_profile.account_id = account.account_id
  LEFT JOIN totp ON totp.account_id = account.account_id
  WHERE address.local_part = ?1 AND address.kind = 1 LIMIT 2`);

const selectByHash = statement<LoginAccount>(`
  SELECT ${columns} FROM credential
  JOIN account ON account.account_id = credential.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  JOIN address ON address.account_id = account.account_id AND address.kind = 1
  JOIN domain ON domain.domain_id = address.domain_id
  LEFT JOIN application ON application.account_id = account.account_id
  LEFT JOIN send_profile ON send_profile.account_id = account.account_id
  LEFT JOIN totp ON totp.account_id = account.account_id
  WHERE credential.hash = ?1 AND credential.kind = 2
    AND account.address = address.local_part || '@' || domain.name LIMIT 1`);

/**
 * The account that logs in under an address, with its credentials; undefined when there is none.
 * An empty domain asks for a bare local part, which counts only while one account alone has it.
 */
export const findLogin = readOperation('findLogin', findLoginBody);

type FindLoginInput = { readonly localPart: string; readonly domain: string };

function* findLoginBody(
  tx: Tx,
  { localPart, domain }: FindLoginInput,
): Work<FoundLogin | undefined> {
  const found =
    domain === ''
      ? yield* tx.all(selectByLocalPart, localPart)
      : yield* tx.all(selectByAddress, domain, localPart);
  const [account] = found;
  if (account === undefined || found.length > 1) return undefined;
  const credentials = yield* tx.all(selectCredentials, account.accountId);
  return { ...account, credentials };
}

/** The account with this app password, by its stored hash; undefined when nobody has it. */
export const findToken = readOperation('findToken', findTokenBody);

function* findTokenBody(tx: Tx, { hash }: { readonly hash: string }): Work<FoundLogin | undefined> {
  const account = yield* tx.maybe(selectByHash, hash);
  if (account === undefined) return undefined;
  return { ...account, credentials: yield* tx.all(selectCredentials, account.accountId) };
}
