import { openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';

/** Types that can be looked up by a blob, as the capability tells them (RFC 9404 §3.1). */
export const lookupTypes = ['Mailbox', 'Thread', 'Email'] as const;

/** Blob/lookup: where blobs are used (RFC 9404 §4.3). */
export async function blobLookup(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = accountOf(context, args);
  const typeNames = args.optionalStrings('typeNames', lookupTypes.length * 2);
  const ids = args.optionalIds('ids', maxObjectsInGet) ?? refuseArguments('ids is missing');
  args.done();
  const unknown = typeNames?.find((name) => !lookupTypes.some((known) => known === name));
  if (unknown !== undefined) throw new MethodError('unknownDataType', `"${unknown}" has no blobs`);
  const wanted = typeNames ?? refuseArguments('typeNames is missing');
  const { mail } = context.services;
  const actual = new Map(ids.map((id) => [id, actualId(context, id) ?? '']));
  const open = await openBlobs(mail, account.accountId, [...new Set(actual.values())]);
  const view = await mail.accounts.open(account.accountId);
  const list: unknown[] = [];
  const notFound: string[] = [];
  for (const [id, text] of actual) {
    const blob = open.get(text);
    if (blob === undefined) {
      notFound.push(id);
      continue;
    }
    const { messageId } = blob;
    const row = messageId === undefined ? -1 : view.rowOf(messageId);
    const found: Readonly<Record<string, readonly string[]>> =
      row < 0 || messageId === undefined
        ? { Mailbox: [], Thread: [], Email: [] }
        : {
            Mailbox: view.mailboxesOf(row).map((mailboxId) => formatId('m', mailboxId)),
            Thread: [formatId('t', view.columns.threadId[row] ?? 0)],
            Email: [formatId('e', messageId)],
          };
    const matchedIds = Object.fromEntries(wanted.map((name) => [name, found[name] ?? []]));
    list.push({ id, matchedIds });
  }
  return { accountId: account.id, list, notFound };
}
