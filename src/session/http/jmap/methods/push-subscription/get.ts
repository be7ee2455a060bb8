import { isVerified, type PushSubscription, typesOf } from '#core/push/push-subscriptions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatUtcDate } from '#proto/jmap/date.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';

/** What a subscription shows: neither its URL nor its keys (RFC 8620 §7.2.1). */
const shownProperties = ['id', 'deviceClientId', 'verificationCode', 'expires', 'types'] as const;

/** Names in one `properties`. Our choice. */
const propertiesMax = 20;

/** PushSubscription/get (RFC 8620 §7.2.1). */
export async function pushSubscriptionGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const ids = args.optionalIds('ids', maxObjectsInGet);
  const properties = readProperties(args);
  args.done();
  const { push } = context.services;
  const rows = push === undefined ? [] : await push.subscriptions.list(context.login);
  const byId = new Map(rows.map((row) => [formatId('p', row.subscriptionId), row]));
  const wanted = ids ?? [...byId.keys()];
  const list: unknown[] = [];
  const notFound: string[] = [];
  for (const text of wanted) {
    const row = byId.get(actualId(context, text) ?? '');
    if (row === undefined) notFound.push(text);
    else list.push(only(shown(row), properties));
  }
  return { list, notFound };
}

function readProperties(args: Arguments): ReadonlySet<string> {
  const asked = args.optionalStrings('properties', propertiesMax) ?? shownProperties;
  for (const name of asked) {
    if (name === 'url' || name === 'keys') throw new MethodError('forbidden', `${name} is secret`);
    if (!shownProperties.some((known) => known === name)) {
      refuseArguments(`A PushSubscription has no property "${name}"`);
    }
  }
  return new Set(['id', ...asked]);
}

function shown(row: PushSubscription): Readonly<Record<string, unknown>> {
  return {
    id: formatId('p', row.subscriptionId),
    deviceClientId: row.deviceClientId,
    verificationCode: isVerified(row) ? row.code : null,
    expires: formatUtcDate(row.expiresAt),
    types: typesOf(row) ?? null,
  };
}

function only(
  object: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.has(name)));
}
