import { Refusal } from '#base/refusal.ts';
import {
  isVerified,
  type PushSubscription,
  type PushSubscriptions,
  typesOf,
} from '#core/push/push-subscriptions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatUtcDate } from '#proto/jmap/date.ts';
import { formatId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import {
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import {
  readExpires,
  readPushDraft,
  readTypes,
} from '#session/http/jmap/methods/push-subscription/read-push-subscription.ts';
import { refusalSetError } from '#session/http/jmap/refusal-error.ts';
import { readSetCall, SetOutcome } from '#session/http/jmap/set-outcome.ts';

/** PushSubscription/set (RFC 8620 §7.2.2). */
export async function pushSubscriptionSet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readSetCall(args);
  args.done();
  const outcome = new SetOutcome();
  for (const [creation, members] of call.create) {
    const error = await failed(async () => {
      outcome.created.set(creation, await create(context, creation, members));
    });
    if (error !== undefined) outcome.notCreated(creation, error);
  }
  for (const [text, patch] of call.update) {
    const error = await failed(async () => {
      const { subscriptions, row } = await found(context, text);
      if (call.destroy.includes(text)) throw new SetError('willDestroy');
      outcome.updated.set(text, await update(context, { subscriptions, row }, patch));
    });
    if (error !== undefined) outcome.notUpdated(text, error);
  }
  for (const text of call.destroy) {
    const error = await failed(async () => {
      const { subscriptions, row } = await found(context, text);
      await subscriptions.remove(row);
      outcome.destroyed.push(formatId('p', row.subscriptionId));
    });
    if (error !== undefined) outcome.notDestroyed(text, error);
  }
  // There is neither an account nor a state here.
  const {
    accountId: _,
    oldState: __,
    newState: ___,
    ...response
  } = outcome.response('', {
    oldState: '',
    newState: '',
  });
  return response;
}

async function create(
  { services, login, createdIds }: MethodContext,
  creation: string,
  members: JsonObject,
): Promise<ResponseArguments> {
  const { push, clock } = services;
  if (push === undefined) throw new SetError('forbidden', 'This server sends nothing to others');
  const draft = readPushDraft(members, clock.now());
  const { subscriptionId, expiresAt } = await push.subscriptions.add(login, draft);
  const id = formatId('p', subscriptionId);
  createdIds.set(creation, id);
  // The keys are not told, nor the code before the client knows it.
  return {
    id,
    keys: null,
    expires: formatUtcDate(expiresAt),
    ...(members['types'] === undefined ? { types: null } : {}),
  };
}

type Found = { readonly subscriptions: PushSubscriptions; readonly row: PushSubscription };

/** @throws {SetError} `notFound`. */
async function found(context: MethodContext, text: string): Promise<Found> {
  const { services, login } = context;
  const subscriptions = services.push?.subscriptions;
  const id = actualId(context, text);
  const rows = (await subscriptions?.list(login)) ?? [];
  const row = rows.find(({ subscriptionId }) => formatId('p', subscriptionId) === id);
  if (subscriptions === undefined || row === undefined) throw new SetError('notFound');
  return { subscriptions, row };
}

const changeable: ReadonlySet<string> = new Set(['verificationCode', 'expires', 'types']);

/** @returns What the client does not know of it; null for nothing. */
async function update(
  { services }: MethodContext,
  { subscriptions, row }: Found,
  patch: JsonObject,
): Promise<ResponseArguments | null> {
  const fixed = Object.keys(patch).filter((name) => !changeable.has(name));
  if (fixed.length > 0) throw invalidProperties(fixed, 'These cannot be changed');
  const { verificationCode: code, expires } = patch;
  if (code !== undefined && code !== null && code !== row.code) {
    throw invalidProperties(['verificationCode'], 'This is not the code that was pushed');
  }

  const asked = expires === undefined ? row.expiresAt : readExpires(expires, services.clock.now());
  const expiresAt = subscriptions.clipped(asked);
  await subscriptions.update({
    row,
    verified: isVerified(row) || typeof code === 'string',
    types: patch['types'] === undefined ? typesOf(row) : readTypes(patch['types']),
    expiresAt,
  });
  return asked === expiresAt ? null : { expires: formatUtcDate(expiresAt) };
}

async function failed(work: () => Promise<void>): Promise<SetError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof SetError) return error;
    if (error instanceof Refusal && error.cause === undefined) return refusalSetError(error);
    throw error;
  }
}
