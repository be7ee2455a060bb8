import { isDeepStrictEqual } from 'node:util';

import { findEmail } from '#core/mailbox/find-email.ts';
import type { EmailChange } from '#core/mailbox/update-emails.ts';
import { type EmailPatch, readEmailPatch } from '#proto/jmap/email/email-patch.ts';
import { emailProperty, partDefaults } from '#proto/jmap/email/email-request.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
} from '#session/http/jmap/method-context.ts';
import { emailList } from '#session/http/jmap/methods/email/email-list.ts';
import { mailboxNumbers } from '#session/http/jmap/methods/email/made-emails.ts';

/**
 * What one patch of Email/set asks for (RFC 8621 §4.6).
 *
 * @throws {SetError}
 */
export async function emailChange(
  context: MethodContext,
  account: JmapAccount,
  { id, patch }: { readonly id: string; readonly patch: JsonObject },
): Promise<EmailChange> {
  const messageId = parseId('e', actualId(context, id) ?? '');
  if (messageId === undefined) throw new SetError('notFound', 'There is no such e-mail');
  const read = readEmailPatch(patch);
  await checkUnchanged(context, account, messageId, read);
  const { keywords, mailboxIds } = read;
  if (mailboxIds === undefined) return { messageId, keywords, mailboxIds };
  const add = mailboxNumbers(context, mailboxIds.add);
  const remove = mailboxNumbers(context, mailboxIds.remove);
  return { messageId, keywords, mailboxIds: { replace: mailboxIds.replace, add, remove } };
}

/** Properties that cannot change may be given as they are (RFC 8620 §5.3). */
async function checkUnchanged(
  context: MethodContext,
  { accountId }: JmapAccount,
  messageId: number,
  { unchanged }: EmailPatch,
): Promise<void> {
  const names = Object.keys(unchanged);
  if (names.length === 0) return;
  const { mail } = context.services;
  const email = findEmail(await mail.accounts.open(accountId), messageId);
  if (email === undefined) throw new SetError('notFound', 'There is no such e-mail');
  const properties = names.map(emailProperty).filter((property) => property !== undefined);
  const request = {
    properties,
    bodyProperties: partDefaults,
    fetchTextBodyValues: false,
    fetchHtmlBodyValues: false,
    fetchAllBodyValues: false,
    maxBodyValueBytes: 0,
  };
  const [now = {}] = await emailList(mail, accountId, { emails: [email], request });
  const wrong = names.filter(
    (name) =>
      !Object.hasOwn(now, name) || !isDeepStrictEqual(plain(now[name]), plain(unchanged[name])),
  );
  if (wrong.length > 0) throw invalidProperties(wrong, 'Only keywords and mailboxIds can change');
}

/** Objects read from JSON may have no prototype, which is no difference. */
function plain(value: JsonValue | undefined): JsonValue | undefined {
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, plain(member) ?? null] as const),
    );
  }
  return Array.isArray(value) ? value.map((one: JsonValue) => plain(one) ?? null) : value;
}
