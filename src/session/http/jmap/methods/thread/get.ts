import { formatState, stateAt } from '#core/mailbox/account-view/state.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { getObjects, readGetCall } from '#session/http/jmap/get-method.ts';
import type { MethodContext, ResponseArguments } from '#session/http/jmap/method-context.ts';

/** Thread/get: the e-mails of threads, oldest first (RFC 8621 §3.1). */
export async function threadGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readGetCall(context, args, ['id', 'emailIds']);
  const view = await context.services.mail.accounts.open(call.account.accountId);
  const { threads, columns } = view;
  const found = getObjects(context, call, {
    letter: 't',
    all: () => threads.threadIds(),
    count: threads.size,
    objectOf: (id) => {
      if (!threads.has(id)) return undefined;
      const rows = threads.rowsOf(id);
      const emailIds = rows.map((row) => formatId('e', columns.messageId[row] ?? 0));
      return { id: formatId('t', id), emailIds };
    },
  });
  return { accountId: call.account.id, state: formatState(stateAt(view.modseq)), ...found };
}
