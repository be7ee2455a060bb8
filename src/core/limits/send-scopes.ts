import type { Login } from '#core/auth/login-context.ts';
import { limitReply, lockedReply } from '#core/limits/limit-reply.ts';
import { usualAccountLimits, usualGroupLimits } from '#core/limits/usual-limits.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import { findSendLimit } from '#store/operations/limits/find-send-limit.ts';
import { findSender, isSendingLocked } from '#store/operations/limits/find-sender.ts';
import { mergeLimits, type SendScope, sendScopeKind } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/**
 * Who is counted when the login sends, and held to which limits: the account, and its domain and
 * tenant where limits are set for them.
 */
export async function sendScopes(store: Store, login: Login): Promise<readonly SendScope[]> {
  const { accountId: id, tenantId, address } = login;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const set = await store.read(findSender, { accountId: id, tenantId, domain });
  const { account } = sendScopeKind;
  const own = set.find(({ kind }) => kind === account)?.limits ?? {};
  const limits =
    login.application === true
      ? ((await store.read(findApplication, id))?.limits ?? {})
      : mergeLimits(usualAccountLimits, own);
  const groups = set
    .filter(({ kind }) => kind !== account)
    .map((scope) => ({ ...scope, limits: mergeLimits(usualGroupLimits, scope.limits) }));
  return [{ kind: account, id, limits }, ...groups];
}

/**
 * What the login is told where it may not send one more message for so many recipients. Recipients
 * that are new to it are counted when the message is filed.
 */
export async function sendingReply(
  store: Store,
  login: Login,
  recipients: number,
): Promise<Reply | undefined> {
  if (await store.read(isSendingLocked, login.accountId)) return lockedReply;
  const scopes = await sendScopes(store, login);
  if (scopes.every(({ limits }) => Object.keys(limits).length === 0)) return undefined;
  const reached = await store.read(findSendLimit, { scopes, recipients });
  return reached === undefined ? undefined : limitReply(reached);
}
