import { credentialKind } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { totpState } from '#store/operations/sign-in/totp.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectValid = statement<{ accountId: number }>(`
  SELECT account.account_id AS "accountId" FROM credential
  JOIN account ON account.account_id = credential.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  WHERE credential.account_id = ?1 AND credential.credential_id = ?2
    AND (credential.expires_at IS NULL OR credential.expires_at > ?3)
    AND account.state = 1 AND tenant.state = 1
    AND (?4 = 0 OR credential.kind <> ${credentialKind.password} OR NOT EXISTS (
      SELECT 1 FROM totp WHERE totp.account_id = account.account_id
        AND totp.state = ${totpState.on}))
    AND EXISTS (SELECT 1 FROM address JOIN domain ON domain.domain_id = address.domain_id
      WHERE address.account_id = account.account_id AND domain.state = 1)`);

const selectValidSession = statement<{ accountId: number }>(`
  SELECT account.account_id AS "accountId" FROM web_session
  JOIN account ON account.account_id = web_session.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  WHERE web_session.account_id = ?1 AND web_session.session_id = ?2
    AND web_session.expires_at > ?3 AND account.state = 1 AND tenant.state = 1
    AND EXISTS (SELECT 1 FROM address JOIN domain ON domain.domain_id = address.domain_id
      WHERE address.account_id = account.account_id AND domain.state = 1)`);

/** Somebody who has logged in, and by which credential or web session. */
export type CheckedLogin = {
  readonly accountId: number;
  readonly credentialId: number;
  readonly webSessionId?: number | undefined;
};

export type CheckLoginsInput = {
  readonly logins: readonly CheckedLogin[];
  /** Whether a password alone is not enough (any more) where there is a second step. */
  readonly appPasswordsOnly?: boolean;
};

/** Whether each of these would still be let in; a changed password is another credential. */
export const checkLogins = readOperation(
  'checkLogins',
  function* (tx, { logins, appPasswordsOnly = false }: CheckLoginsInput): Work<boolean[]> {
    const strict = appPasswordsOnly ? 1 : 0;
    const valid: boolean[] = [];
    for (const { accountId, credentialId, webSessionId } of logins) {
      const row =
        webSessionId === undefined
          ? yield* tx.maybe(selectValid, accountId, credentialId, tx.now, strict)
          : yield* tx.maybe(selectValidSession, accountId, webSessionId, tx.now);
      valid.push(row !== undefined);
    }
    return valid;
  },
);
