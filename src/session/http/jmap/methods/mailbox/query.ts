import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import {
  mailboxResults,
  readMailboxQuery,
} from '#session/http/jmap/methods/mailbox/mailbox-results.ts';
import { readQueryCall, readWindow, showWindow } from '#session/http/jmap/query-method.ts';

/** Mailbox/query (RFC 8621 §2.3). */
export async function mailboxQuery(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const query = readMailboxQuery(context, args, call);
  const window = readWindow(args);
  args.done();
  const { account, calculateTotal } = call;
  const view = await context.services.mail.accounts.open(account.accountId);
  const results = mailboxResults(view, query);
  return {
    accountId: account.id,
    queryState: formatState(stateAt(view.modseq)),
    canCalculateChanges: true,
    ...showWindow(results, 'm', window),
    ...(calculateTotal ? { total: results.length } : {}),
  };
}
