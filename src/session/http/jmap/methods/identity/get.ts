import { identitiesOf } from '#core/identities/identities.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { getObjects, readGetCall } from '#session/http/jmap/get-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import {
  identityObject,
  identityProperties,
} from '#session/http/jmap/methods/identity/identity-properties.ts';

/** Identity/get: whom the account writes as (RFC 8621 §6.1). */
export async function identityGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readGetCall(context, args, identityProperties);
  const { account } = call;
  const { store } = context.services.mail;
  const { counter, identities } = await identitiesOf(store, account.accountId);
  const byId = new Map(identities.map((one) => [one.identityId, identityObject(one)]));
  const found = getObjects(context, call, {
    letter: 'i',
    all: () => byId.keys(),
    count: byId.size,
    objectOf: (id) => byId.get(id),
  });
  return { accountId: account.id, state: String(counter), ...found };
}
