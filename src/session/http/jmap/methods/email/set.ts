import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { composeEmail } from '#core/mailbox/compose-email.ts';
import { type EmailChange, EmailWriter } from '#core/mailbox/update-emails.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { readNewEmail } from '#proto/jmap/email/create-email.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { ifInModseq } from '#session/http/jmap/if-in-state.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { failureError } from '#session/http/jmap/methods/email/email-failure.ts';
import { MadeEmails, mailboxNumbers } from '#session/http/jmap/methods/email/made-emails.ts';
import { emailChange } from '#session/http/jmap/methods/email/set-updates.ts';
import { readSetCall } from '#session/http/jmap/set-outcome.ts';
import { setErrorOf, SetResults } from '#session/http/jmap/set-results.ts';

/** Email/set (RFC 8621 §4.6). What was made is filed, changed and destroyed at one moment. */
export async function emailSet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = writableAccountOf(context, args);
  const ifModseq = ifInModseq(args, 'ifInState');
  const { create, update, destroy } = readSetCall(args);
  args.done();

  const results = new SetResults();
  const writer = new EmailWriter(context.services.mail, account.accountId, ifModseq);
  const made = new MadeEmails(writer, results);
  for (const [creation, object] of create) {
    const error = await setErrorOf(() => make(context, account, { made, creation, object }));
    if (error !== undefined) results.notCreated.set(creation, error);
  }
  const destroyed = new Map(destroy.map((id) => [actualId(context, id) ?? id, id]));
  const changes = await readChanges(context, account, { update, destroyed, results });
  const gone: number[] = [];
  for (const [id, asked] of destroyed) {
    const messageId = parseId('e', id);
    if (messageId === undefined) results.notDestroyed.set(asked, failureError('message.absent'));
    else gone.push(messageId);
  }

  const written = await writer.finish(
    changes.map(({ change }) => change),
    gone,
  );
  for (const [index, failure] of written.updated.entries()) {
    const id = changes[index]?.id ?? '';
    if (failure === undefined) results.updated.set(id, null);
    else results.notUpdated.set(id, failureError(failure));
  }
  for (const [index, failure] of written.destroyed.entries()) {
    const id = formatId('e', gone[index] ?? 0);
    if (failure === undefined) results.destroyed.push(id);
    else results.notDestroyed.set(destroyed.get(id) ?? id, failureError(failure));
  }
  await made.tell(context, account);
  return {
    accountId: account.id,
    oldState: formatState(stateAt(written.oldModseq)),
    newState: formatState(stateAt(written.modseq)),
    ...results.toResponse(),
  };
}

/** @throws {SetError} */
async function make(
  context: MethodContext,
  account: JmapAccount,
  asked: { readonly made: MadeEmails; readonly creation: string; readonly object: JsonObject },
): Promise<void> {
  const { clock, mail } = context.services;
  const email = readNewEmail(asked.object);
  const mailboxIds = mailboxNumbers(context, email.mailboxIds);
  const now = clock.now();
  const [, domain = context.services.hostName] = /@([^@]+)$/.exec(account.name) ?? [];
  const octets = await composeEmail(mail, account.accountId, email, { now, domain });
  await asked.made.create(asked.creation, {
    octets,
    mailboxIds,
    keywords: email.keywords ?? [],
    receivedAt: email.receivedAt ?? now,
    unique: false,
  });
}

type AskedChange = { readonly id: string; readonly change: EmailChange };

/** What the patches ask for; those that cannot be done are told. */
async function readChanges(
  context: MethodContext,
  account: JmapAccount,
  asked: {
    readonly update: ReadonlyMap<string, JsonObject>;
    /** By actual id. */
    readonly destroyed: ReadonlyMap<string, string>;
    readonly results: SetResults;
  },
): Promise<AskedChange[]> {
  const changes = new Map<number, AskedChange>();
  for (const [id, patch] of asked.update) {
    const error = await setErrorOf(async () => {
      if (asked.destroyed.has(actualId(context, id) ?? id)) {
        throw new SetError('willDestroy', 'The same call destroys it');
      }
      const change = await emailChange(context, account, { id, patch });
      if (changes.has(change.messageId)) throw new SetError('invalidPatch', 'It is changed twice');
      changes.set(change.messageId, { id, change });
    });
    if (error !== undefined) asked.results.notUpdated.set(id, error);
  }
  return [...changes.values()];
}
