import type { Login } from '#core/auth/login-context.ts';
import { limitReply, lockedReply } from '#core/limits/limit-reply.ts';
import { usualAccountLimits, usualGroupLimits } from '#core/limits/usual-limits.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import { findSendLimit } from '#store/operations/limits/find-send-limit.ts';
import { findSender } from '#store/operations/limits/find-sender.ts';
import { mergeLimits, type SendScope, sendScopeKind } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';

/** Who is counted when somebody sends, and held to which limits; and whether sending is locked. */
export type SenderScopes = { readonly scopes: readonly SendScope[]; readonly locked: boolean };

/** The account that has logged in, and its domain and tenant where limits are set for them. */
export async function senderScopes(store: Store, login: Login): Promise<SenderScopes> {
  const { accountId: id, tenantId, address } = login;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const { limits: set, locked } = await store.read(findSender, { accountId: id, tenantId, domain });
  const { account } = sendScopeKind;
  const own = set.find(({ kind }) => kind === account)?.limits;
  const limits =
    login.application === true
      ? ((await store.read(findApplication, id))?.limits ?? {})
      : own === undefined
        ? usualAccountLimits
        : mergeLimits(usualAccountLimits, own);
  const groups = set
    .filter(({ kind }) => kind !== account)
    .map((scope) => ({ ...scope, limits: mergeLimits(usualGroupLimits, scope.limits) }));
  return { scopes: [{ kind: account, id, limits }, ...groups], locked };
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
  const { scopes, locked } = await senderScopes(store, login);
  if (locked) return lockedReply;
  const reached = await store.read(findSendLimit, { scopes, recipients });
  return reached === undefined ? undefined : limitReply(reached);
}
