import { queryChanges } from '#core/mailbox/account-view/query/query-changes.ts';
import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import { Breather } from '#core/mailbox/breather.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { tooOld } from '#session/http/jmap/changes-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import { readEmailQuery } from '#session/http/jmap/methods/email/read-email-query.ts';
import {
  readQueryChangesCall,
  resultChangesResponse,
} from '#session/http/jmap/query-changes-method.ts';
import { readQueryCall } from '#session/http/jmap/query-method.ts';

/** Email/queryChanges (RFC 8621 §4.5): of every query that Email/query answers. */
export async function emailQueryChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const query = readEmailQuery(context, args, call);
  const { since, sinceText, max, upToId } = readQueryChangesCall(args);
  args.done();
  const { account, calculateTotal } = call;
  const { mail, clock } = context.services;
  const view = await mail.accounts.open(account.accountId);
  const tools = { mail, breather: new Breather(clock), signal: context.signal };
  const last = upToId === undefined ? undefined : parseId('e', upToId);
  const asked = { query, since, upToId: last };
  const changes = (await queryChanges(tools, view, asked)) ?? tooOld(sinceText);
  return {
    accountId: account.id,
    oldQueryState: sinceText,
    newQueryState: formatState(stateAt(changes.modseq)),
    ...resultChangesResponse(changes, 'e', max),
    ...(calculateTotal ? { total: changes.total } : {}),
  };
}
