import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { getObjects, readGetCall } from '#session/http/jmap/get-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import {
  mailboxObject,
  mailboxProperties,
} from '#session/http/jmap/methods/mailbox/mailbox-object.ts';

/** Mailbox/get (RFC 8621 §2.1). */
export async function mailboxGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readGetCall(context, args, mailboxProperties);
  const { account } = call;
  const view = await context.services.mail.accounts.open(account.accountId);
  const found = getObjects(context, call, {
    letter: 'm',
    all: () => view.mailboxes.keys(),
    count: view.mailboxes.size,
    objectOf: (id) => mailboxObject(view, account, id),
  });
  return { accountId: account.id, state: formatState(stateAt(view.modseq)), ...found };
}
