import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { type OpenBlob, openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import { messageOf, readWholeBlob, receivedAtOf } from '#core/mailbox/import-email.ts';
import { EmailWriter } from '#core/mailbox/update-emails.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { readPlace } from '#proto/jmap/email/create-email.ts';
import { Faults } from '#proto/jmap/email/faults.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { ifInModseq } from '#session/http/jmap/if-in-state.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { MadeEmails, mailboxNumbers } from '#session/http/jmap/methods/email/made-emails.ts';
import { setErrorOf, SetResults } from '#session/http/jmap/set-results.ts';

const names: ReadonlySet<string> = new Set(['blobId', 'mailboxIds', 'keywords', 'receivedAt']);

/** Email/import: files messages that are there as blobs (RFC 8621 §4.8). */
export async function emailImport(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const account = writableAccountOf(context, args);
  const ifModseq = ifInModseq(args, 'ifInState');
  if (!args.has('emails')) refuseArguments('emails is missing');
  const emails = args.optionalObjects('emails', maxObjectsInSet);
  args.done();

  const results = new SetResults();
  const writer = new EmailWriter(mail, account.accountId, ifModseq);
  const made = new MadeEmails(writer, results);
  const ids = [...emails.values()].map((object) => blobIdOf(context, object) ?? '');
  const blobs = await openBlobs(mail, account.accountId, ids);
  for (const [creation, object] of emails) {
    const error = await setErrorOf(() => importOne(context, { made, creation, object, blobs }));
    if (error !== undefined) results.notCreated.set(creation, error);
  }
  const written = await writer.finish([], []);
  await made.tell(context, account);
  const { created, notCreated } = results.toResponse();
  return {
    accountId: account.id,
    oldState: formatState(stateAt(written.oldModseq)),
    newState: formatState(stateAt(written.modseq)),
    created,
    notCreated,
  };
}

/** @throws {SetError} */
async function importOne(
  context: MethodContext,
  asked: {
    readonly made: MadeEmails;
    readonly creation: string;
    readonly object: JsonObject;
    readonly blobs: ReadonlyMap<string, OpenBlob>;
  },
): Promise<void> {
  const { object } = asked;
  const { mail, clock } = context.services;
  const faults = new Faults();
  for (const name of Object.keys(object)) {
    if (!names.has(name)) faults.add(name, `"${name.slice(0, 50)}" may not be given`);
  }
  const place = readPlace(object, faults);
  const blob = asked.blobs.get(blobIdOf(context, object) ?? '');
  if (blob === undefined) faults.add('blobId', 'There is no such blob');
  faults.check();
  if (blob === undefined) return;
  const mailboxIds = mailboxNumbers(context, place.mailboxIds);
  const octets = messageOf(await readWholeBlob(mail, blob));
  await asked.made.create(asked.creation, {
    octets,
    mailboxIds,
    keywords: place.keywords ?? [],
    receivedAt: place.receivedAt ?? receivedAtOf(octets) ?? clock.now(),
    unique: true,
  });
}

function blobIdOf(context: MethodContext, { blobId }: JsonObject): string | undefined {
  return typeof blobId === 'string' ? actualId(context, blobId) : undefined;
}
