import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { goneMailboxes } from '#core/mailbox/account-view/mailbox-changes.ts';
import { formatState, isNews, stateAt, type ViewState } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { tooOld } from '#session/http/jmap/changes-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';
import {
  ancestry,
  mailboxResults,
  readMailboxQuery,
} from '#session/http/jmap/methods/mailbox/mailbox-results.ts';
import {
  readQueryChangesCall,
  resultChangesResponse,
} from '#session/http/jmap/query-changes-method.ts';
import { readQueryCall } from '#session/http/jmap/query-method.ts';

/**
 * Mailbox/queryChanges (RFC 8621 §2.4): a mailbox whose details changed is taken out and put in again,
 * and so is what is inside of it, as trees depend on that.
 */
export async function mailboxQueryChanges(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readQueryCall(context, args);
  const query = readMailboxQuery(context, args, call);
  const { since, sinceText, max } = readQueryChangesCall(args);
  args.done();
  const { account, calculateTotal } = call;
  const { mail } = context.services;
  const view = await mail.accounts.open(account.accountId);
  const newQueryState = formatState(stateAt(view.modseq));
  const gone = (await goneMailboxes(mail, view, since)) ?? tooOld(sinceText);
  const results = mailboxResults(view, query);
  const moved = movedMailboxes(view, since);
  const added = results.map((id, index) => ({ id, index })).filter(({ id }) => moved.has(id));
  return {
    accountId: account.id,
    oldQueryState: sinceText,
    newQueryState,
    ...resultChangesResponse({ removed: [...moved, ...gone], added }, 'm', max),
    ...(calculateTotal ? { total: results.length } : {}),
  };
}

/** Mailboxes whose details changed, or those of one that they are inside of. */
function movedMailboxes(view: AccountView, since: ViewState): ReadonlySet<number> {
  const changed = new Set<number>();
  for (const [id, { row }] of view.mailboxes) {
    if (isNews(since, row.detailsModseq, id)) changed.add(id);
  }
  const moved = new Set<number>();
  for (const id of view.mailboxes.keys()) {
    if (ancestry(view, id).some((one) => changed.has(one))) moved.add(id);
  }
  return moved;
}
