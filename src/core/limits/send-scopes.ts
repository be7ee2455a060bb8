import type { Login } from '#core/auth/login-context.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import { findSendLimit } from '#store/operations/limits/find-send-limit.ts';
import { type SendLimitReached, type SendScope, sendScopeKind } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** Who is counted when the login sends, and held to which limits. */
export async function sendScopes(store: Store, login: Login): Promise<readonly SendScope[]> {
  if (login.application !== true) return [];
  const application = await store.read(findApplication, login.accountId);
  if (application === undefined) return [];
  const { accountId: id, limits } = application;
  return [{ kind: sendScopeKind.account, id, limits }];
}

/** The limit that one more message of the login for so many recipients would pass. */
export async function reachedLimit(
  store: Store,
  login: Login,
  recipients: number,
): Promise<SendLimitReached | undefined> {
  const scopes = await sendScopes(store, login);
  if (scopes.every(({ limits }) => Object.keys(limits).length === 0)) return undefined;
  return await store.read(findSendLimit, { scopes, recipients });
}
