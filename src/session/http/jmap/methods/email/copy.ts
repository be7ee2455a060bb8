import { Refusal } from '#base/refusal.ts';
import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { type OpenBlob, openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import { findEmail, type FoundEmail } from '#core/mailbox/find-email.ts';
import { readWholeBlob } from '#core/mailbox/import-email.ts';
import { EmailWriter } from '#core/mailbox/update-emails.ts';
import { Arguments } from '#proto/jmap/arguments.ts';
import { readPlace } from '#proto/jmap/email/create-email.ts';
import { Faults } from '#proto/jmap/email/faults.ts';
import { formatBlobId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { ifInModseq } from '#session/http/jmap/if-in-state.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type NamedResponse,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { MadeEmails, mailboxNumbers } from '#session/http/jmap/methods/email/made-emails.ts';
import { emailSet } from '#session/http/jmap/methods/email/set.ts';
import { refusalMethodError } from '#session/http/jmap/refusal-error.ts';
import { setErrorOf, SetResults } from '#session/http/jmap/set-results.ts';

const names: ReadonlySet<string> = new Set(['id', 'mailboxIds', 'keywords', 'receivedAt']);

/** Email/copy: from one account to another (RFC 8621 §4.7, RFC 8620 §5.4). */
export async function emailCopy(
  context: MethodContext,
  args: Arguments,
): Promise<readonly NamedResponse[]> {
  const { mail } = context.services;
  const from = sourceOf(context, args);
  const account = writableAccountOf(context, args);
  if (from.accountId === account.accountId) refuseArguments('Both accounts are the same');
  const ifModseq = ifInModseq(args, 'ifInState');
  const ifFromModseq = ifInModseq(args, 'ifFromInState');
  if (!args.has('create')) refuseArguments('create is missing');
  const create = args.optionalObjects('create', maxObjectsInSet);
  const destroys = args.optionalBoolean('onSuccessDestroyOriginal', false);
  const destroyFromIfInState = args.optionalState('destroyFromIfInState');
  args.done();

  const sources = await readSources(context, from, { create, ifFromModseq });
  const results = new SetResults();
  const writer = new EmailWriter(mail, account.accountId, ifModseq);
  const made = new MadeEmails(writer, results);
  for (const [creation, object] of create) {
    const source = sources.get(creation);
    const error = await setErrorOf(() => copyOne(context, { made, creation, object, source }));
    if (error !== undefined) results.notCreated.set(creation, error);
  }
  const written = await writer.finish([], []);
  await made.tell(context, account);
  const { created, notCreated } = results.toResponse();
  const response = {
    fromAccountId: from.id,
    accountId: account.id,
    oldState: formatState(stateAt(written.oldModseq)),
    newState: formatState(stateAt(written.modseq)),
    created,
    notCreated,
  };
  const copied = [...results.created.keys()].flatMap(
    (key) => sources.get(key)?.email.place.id ?? [],
  );
  const answers: NamedResponse[] = [{ name: 'Email/copy', args: response }];
  if (destroys && copied.length > 0) {
    const destroy = {
      accountId: from.id,
      destroy: copied,
      ifInState: destroyFromIfInState ?? null,
    };
    answers.push(await answerOf(() => emailSet(context, new Arguments(destroy))));
  }
  return answers;
}

type Source = { readonly email: FoundEmail; readonly blob: OpenBlob };

/** @throws {MethodError} `fromAccountNotFound` (RFC 8620 §5.4). */
function sourceOf({ accounts }: MethodContext, args: Arguments): JmapAccount {
  const id = args.id('fromAccountId');
  const account = accounts.get(id);
  if (account !== undefined) return account;
  throw new MethodError('fromAccountNotFound', `There is no account "${id}" for this login`);
}

/** The messages to be copied, by creation id, without those that are not there. */
async function readSources(
  context: MethodContext,
  { accountId }: JmapAccount,
  asked: {
    readonly create: ReadonlyMap<string, JsonObject>;
    readonly ifFromModseq: number | undefined;
  },
): Promise<ReadonlyMap<string, Source>> {
  const { mail } = context.services;
  const view = await mail.accounts.open(accountId);
  if (asked.ifFromModseq !== undefined && asked.ifFromModseq !== view.modseq) {
    throw new MethodError('stateMismatch', `The source is at ${view.modseq}`);
  }
  const emails = new Map<string, FoundEmail>();
  for (const [creation, { id }] of asked.create) {
    const text = typeof id === 'string' ? actualId(context, id) : undefined;
    const messageId = text === undefined ? undefined : parseId('e', text);
    const email = messageId === undefined ? undefined : findEmail(view, messageId);
    if (email !== undefined) emails.set(creation, email);
  }
  const blobs = await openBlobs(mail, accountId, [...emails.values()].map(blobIdOf));
  const sources = new Map<string, Source>();
  for (const [creation, email] of emails) {
    const blob = blobs.get(blobIdOf(email));
    if (blob !== undefined) sources.set(creation, { email, blob });
  }
  return sources;
}

function blobIdOf({ messageId }: FoundEmail): string {
  return formatBlobId({ kind: 'message', messageId });
}

/** @throws {SetError} */
async function copyOne(
  context: MethodContext,
  asked: {
    readonly made: MadeEmails;
    readonly creation: string;
    readonly object: JsonObject;
    readonly source: Source | undefined;
  },
): Promise<void> {
  const { object, source } = asked;
  const faults = new Faults();
  for (const name of Object.keys(object)) {
    if (!names.has(name)) faults.add(name, `"${name.slice(0, 50)}" may not be given`);
  }
  const place = readPlace(object, faults);
  faults.check();
  if (source === undefined) throw new SetError('notFound', 'There is no such e-mail');
  const mailboxIds = mailboxNumbers(context, place.mailboxIds);
  const { email, blob } = source;
  await asked.made.create(asked.creation, {
    octets: await readWholeBlob(context.services.mail, blob),
    mailboxIds,
    keywords: place.keywords ?? email.place.keywords,
    receivedAt: place.receivedAt ?? email.place.receivedAt,
    unique: true,
  });
}

/** The response of a call that this one implies (RFC 8620 §5.4). */
async function answerOf(call: () => Promise<NamedResponse['args']>): Promise<NamedResponse> {
  try {
    return { name: 'Email/set', args: await call() };
  } catch (error) {
    // What was copied is to be told all the same.
    if (error instanceof Refusal)
      return { name: 'error', args: refusalMethodError(error).toJSON() };
    if (error instanceof MethodError) return { name: 'error', args: error.toJSON() };
    throw error;
  }
}
