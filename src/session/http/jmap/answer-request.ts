import type { JmapRequest } from '#proto/jmap/request.ts';
import { dispatch } from '#session/http/jmap/dispatch.ts';
import type { JmapServices, MethodContext } from '#session/http/jmap/method-context.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { sessionState } from '#session/http/jmap/session-resource.ts';

/**
 * Does what a request asks, and returns the Response object (RFC 8620 §3.4).
 *
 * @throws {RequestError} Nothing was done.
 */
export async function answerRequest(
  services: JmapServices,
  request: JmapRequest,
  from: Pick<MethodContext, 'login' | 'signal' | 'peer'>,
): Promise<Readonly<Record<string, unknown>>> {
  const { login, signal, peer } = from;
  const accounts = await readAccounts(login);
  const createdIds = new Map(request.createdIds);
  const context = { login, accounts, services, createdIds, signal, peer };
  const methodResponses = await dispatch(context, request);
  return {
    methodResponses,
    ...(request.createdIds === undefined ? {} : { createdIds: Object.fromEntries(createdIds) }),
    sessionState: sessionState(services, { username: login.address, accounts }),
  };
}
