import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { allEmails, findEmail, type FoundEmail } from '#core/mailbox/find-email.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { getDefaults } from '#proto/jmap/email/email-request.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import { readEmailRequest } from '#session/http/jmap/methods/email/email-arguments.ts';
import { emailList } from '#session/http/jmap/methods/email/email-list.ts';

/** Email/get (RFC 8621 §4.2). */
export async function emailGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const { id, accountId } = accountOf(context, args);
  const ids = args.optionalIds('ids', maxObjectsInGet);
  const request = readEmailRequest(args, getDefaults);
  args.done();

  const view = await mail.accounts.open(accountId);
  const state = formatState(stateAt(view.modseq));
  const emails: FoundEmail[] = ids === undefined ? allEmails(view, maxObjectsInGet) : [];
  if (emails.length > maxObjectsInGet) {
    const more = `The account has more than ${maxObjectsInGet} e-mails: name the ones you want`;
    throw new MethodError('requestTooLarge', more);
  }
  const notFound: string[] = [];
  for (const text of ids ?? []) {
    const messageId = parseId('e', actualId(context, text) ?? '');
    const email = messageId === undefined ? undefined : findEmail(view, messageId);
    if (email === undefined) notFound.push(text);
    else emails.push(email);
  }
  const list = await emailList(mail, accountId, { emails, request });
  return { accountId: id, state, list, notFound };
}
