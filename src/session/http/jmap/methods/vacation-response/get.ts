import { vacationOf } from '#core/vacation/vacations.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { readGetCall } from '#session/http/jmap/get-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import {
  singletonId,
  vacationObject,
  vacationProperties,
} from '#session/http/jmap/methods/vacation-response/vacation-object.ts';

/** VacationResponse/get (RFC 8621 §8.1). */
export async function vacationResponseGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { account, ids, properties } = readGetCall(context, args, vacationProperties);
  const { counter, vacation } = await vacationOf(context.services.mail.store, account.accountId);
  const wanted = ids ?? [singletonId];
  const members = Object.entries(vacationObject(vacation)).filter(
    ([name]) => name === 'id' || properties === undefined || properties.has(name),
  );
  return {
    accountId: account.id,
    state: String(counter),
    list: wanted.includes(singletonId) ? [Object.fromEntries(members)] : [],
    notFound: wanted.filter((id) => id !== singletonId),
  };
}
