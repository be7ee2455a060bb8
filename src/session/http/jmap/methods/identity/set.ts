import {
  identitiesOf,
  type Identity,
  type IdentityDetails,
  setIdentities,
} from '#core/identities/identities.ts';
import { mayWriteAs } from '#core/identities/may-write-as.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { expectedCounter } from '#session/http/jmap/counted-state.ts';
import {
  actualId,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import {
  identityObject,
  plainIdentity,
  withMembers,
} from '#session/http/jmap/methods/identity/identity-properties.ts';
import { readSetCall, type SetCall, SetOutcome, settled } from '#session/http/jmap/set-outcome.ts';

/** Identity/set (RFC 8621 §6.3). */
export async function identitySet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = writableAccountOf(context, args);
  const expected = expectedCounter(args);
  const call = readSetCall(args);
  args.done();
  const { accountId } = account;
  const { store } = context.services.mail;
  await identitiesOf(store, accountId);
  const outcome = new SetOutcome();
  const create = await readCreations(context, { accountId, call }, outcome);
  const wanted = { accountId, expected, create: [...create.values()], update: [], destroy: [] };
  const made = await setIdentities(store, wanted);
  [...create.keys()].forEach((creation, index) => {
    const id = formatId('i', made.created[index] ?? 0);
    context.createdIds.set(creation, id);
    outcome.created.set(creation, serverSet(id, call.create.get(creation) ?? {}));
  });
  const { identities } = await identitiesOf(store, accountId);
  const there = new Map(identities.map((one) => [one.identityId, one]));
  const update = await readUpdates(context, { there, call }, outcome);
  const destroy = readDestroyed(context, { there, call }, outcome);
  const changes = { update: [...update.values()], destroy: [...destroy.values()] };
  const changed = await setIdentities(store, { accountId, create: [], ...changes });
  for (const [text, { identityId }] of update) {
    const id = formatId('i', identityId);
    if (changed.updated.includes(identityId)) outcome.updated.set(id, null);
    else outcome.notUpdated(text, new SetError('notFound'));
  }
  for (const [text, identityId] of destroy) {
    const id = formatId('i', identityId);
    if (changed.destroyed.includes(identityId)) outcome.destroyed.push(id);
    else outcome.notDestroyed(text, new SetError('notFound'));
  }
  const states = { oldState: String(made.before), newState: String(changed.after) };
  return outcome.response(account.id, states);
}

type Creation = IdentityDetails & { readonly email: string };

async function readCreations(
  { services }: MethodContext,
  { accountId, call }: { readonly accountId: number; readonly call: SetCall },
  outcome: SetOutcome,
): Promise<ReadonlyMap<string, Creation>> {
  const creations = new Map<string, Creation>();
  for (const [creation, { email, ...members }] of call.create) {
    const made = await settled(
      async () => {
        if (typeof email !== 'string') throw invalidProperties(['email']);
        const details = withMembers(plainIdentity, members);
        if (await mayWriteAs(services.recipients, accountId, email)) return { ...details, email };
        throw new SetError('forbiddenFrom', `This account may not send as "${email}"`);
      },
      (error) => outcome.notCreated(creation, error),
    );
    if (made !== undefined) creations.set(creation, made);
  }
  return creations;
}

/** What the client does not know yet: the id, and what it did not say (RFC 8620 §5.3). */
function serverSet(id: string, said: JsonObject): ResponseArguments {
  const unsaid = Object.entries(plainIdentity).filter(([name]) => (said[name] ?? null) === null);
  return { id, ...Object.fromEntries(unsaid), mayDelete: true };
}

type Known = {
  readonly there: ReadonlyMap<number, Identity>;
  readonly call: SetCall;
};

async function readUpdates(
  context: MethodContext,
  { there, call }: Known,
  outcome: SetOutcome,
): Promise<ReadonlyMap<string, Identity>> {
  const updates = new Map<string, Identity>();
  for (const [text, patch] of call.update) {
    const changed = await settled(
      () => {
        const identity = found(context, there, text);
        if (call.destroy.includes(text)) throw new SetError('willDestroy');
        return { ...identity, ...withMembers(detailsOf(identity), changesOf(identity, patch)) };
      },
      (error) => outcome.notUpdated(text, error),
    );
    if (changed !== undefined) updates.set(text, changed);
  }
  return updates;
}

/** The patch without what stays as it is: the id, the address, mayDelete (RFC 8620 §5.3). */
function changesOf(identity: Identity, patch: JsonObject): JsonObject {
  const shown = identityObject(identity);
  const fixed = ['id', 'email', 'mayDelete'].filter((name) => Object.hasOwn(patch, name));
  const wrong = fixed.filter((name) => patch[name] !== shown[name]);
  if (wrong.length > 0) throw invalidProperties(wrong, 'These cannot be changed');
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !fixed.includes(name)));
}

function detailsOf(identity: Identity): IdentityDetails {
  const { name, replyTo, bcc, textSignature, htmlSignature } = identity;
  return { name, replyTo, bcc, textSignature, htmlSignature };
}

function readDestroyed(
  context: MethodContext,
  { there, call }: Known,
  outcome: SetOutcome,
): ReadonlyMap<string, number> {
  const destroyed = new Map<string, number>();
  for (const text of call.destroy) {
    try {
      const { identityId, own, email } = found(context, there, text);
      if (own) throw new SetError('forbidden', `"${email}" is an address of the account`);
      destroyed.set(text, identityId);
    } catch (error) {
      if (!(error instanceof SetError)) throw error;
      outcome.notDestroyed(text, error);
    }
  }
  return destroyed;
}

/** @throws {SetError} `notFound`. */
function found(
  context: MethodContext,
  there: ReadonlyMap<number, Identity>,
  text: string,
): Identity {
  const identity = there.get(parseId('i', actualId(context, text) ?? '') ?? 0);
  if (identity !== undefined) return identity;
  throw new SetError('notFound');
}
