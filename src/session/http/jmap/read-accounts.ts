import type { Login } from '#core/auth/login-context.ts';
import { formatId } from '#proto/jmap/ids.ts';
import type { JmapAccount } from '#session/http/jmap/method-context.ts';

/** The accounts that a login may use, its own first (RFC 8620 §2). */
export async function readAccounts(login: Login): Promise<ReadonlyMap<string, JmapAccount>> {
  const { accountId, tenantId, address } = login;
  const id = formatId('a', accountId);
  const own = { id, accountId, tenantId, name: address, isPersonal: true, isReadOnly: false };
  return new Map([[id, own]]);
}
