import { runQuery } from '#core/mailbox/account-view/query/run-query.ts';
import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { Breather } from '#core/mailbox/breather.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readEmailQuery } from '#session/http/jmap/methods/email/read-email-query.ts';
import {
  readQueryCall,
  readWindow,
  resultsNeeded,
  showWindow,
} from '#session/http/jmap/query-method.ts';

/** Email/query (RFC 8621 §4.4). */
export async function emailQuery(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const query = readEmailQuery(context, args, call);
  const window = readWindow(args);
  args.done();
  const { account, calculateTotal } = call;
  const { mail, clock } = context.services;
  const view = await mail.accounts.open(account.accountId);
  const tools = { mail, breather: new Breather(clock), signal: context.signal };
  const needed = resultsNeeded(window, calculateTotal);
  const { messageIds, modseq } = await runQuery(tools, view, query, needed);
  return {
    accountId: account.id,
    queryState: formatState(stateAt(modseq)),
    canCalculateChanges: true,
    ...showWindow(messageIds, 'e', window),
    ...(calculateTotal ? { total: messageIds.length } : {}),
  };
}
