import type { EmailCondition, TextField } from '#core/mailbox/account-view/query/email-query.ts';
import { findEmail, type FoundEmail } from '#core/mailbox/find-email.ts';
import { readEmails } from '#core/mailbox/read-emails.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import type { EmailContent } from '#proto/jmap/email/email-content.ts';
import { type EmailPart, leavesOf } from '#proto/jmap/email/email-part.ts';
import { type EmailRequest, partDefaults } from '#proto/jmap/email/email-request.ts';
import { markedExcerpt, markedText } from '#proto/jmap/email/search-snippet.ts';
import type { Filter } from '#proto/jmap/filter.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { htmlStart } from '#proto/mime/html-start.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import { readEmailFilter } from '#session/http/jmap/methods/email/read-email-query.ts';

/** Characters of one part that are looked through. Our choice. */
const partCharactersMax = 500_000;

/** What is found where. */
type Terms = { readonly subject: readonly string[]; readonly body: readonly string[] };

type Snippet = {
  readonly emailId: string;
  readonly subject: string | null;
  readonly preview: string | null;
};

/** SearchSnippet/get (RFC 8621 §5.1). */
export async function searchSnippetGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const { id, accountId } = accountOf(context, args);
  const filter = readEmailFilter(context, args.optionalObject('filter'));
  const emailIds = args.optionalIds('emailIds', maxObjectsInGet);
  if (emailIds === undefined) refuseArguments('emailIds is missing');
  args.done();

  const view = await mail.accounts.open(accountId);
  const emails = new Map<number, FoundEmail>();
  const notFound: string[] = [];
  for (const text of emailIds) {
    const messageId = parseId('e', actualId(context, text) ?? '');
    const email = messageId === undefined ? undefined : findEmail(view, messageId);
    if (email === undefined) notFound.push(text);
    else emails.set(email.messageId, email);
  }
  const terms = {
    subject: termsIn(filter, ['text', 'subject']),
    body: termsIn(filter, ['text', 'body']),
  };
  const snippets = new Map<number, Snippet>();
  await readEmails(mail, accountId, {
    messages: [...emails.values()],
    request: terms.body.length === 0 ? subjects : texts,
    each: (messageId, content) => {
      const emailId = emails.get(messageId)?.place.id ?? '';
      snippets.set(messageId, { emailId, ...snippetOf(content, terms) });
    },
  });
  const list = [...emails.keys()].flatMap((messageId) => snippets.get(messageId) ?? []);
  return { accountId: id, list, notFound: notFound.length === 0 ? null : notFound };
}

const subjects: EmailRequest = {
  properties: ['subject'],
  bodyProperties: partDefaults,
  fetchTextBodyValues: false,
  fetchHtmlBodyValues: false,
  fetchAllBodyValues: false,
  maxBodyValueBytes: 0,
};

const texts: EmailRequest = {
  ...subjects,
  properties: ['subject', 'bodyValues'],
  fetchAllBodyValues: true,
};

/** Terms that are to be there; what is not to be there is not marked. */
function termsIn(
  filter: Filter<readonly EmailCondition[]> | undefined,
  fields: readonly TextField[],
): string[] {
  if (filter === undefined) return [];
  if ('operator' in filter) {
    if (filter.operator === 'NOT') return [];
    return filter.conditions.flatMap((one) => termsIn(one, fields));
  }
  return filter.condition.flatMap((one) =>
    one.on === 'text' && fields.includes(one.field) ? [...one.terms] : [],
  );
}

function snippetOf(content: EmailContent, terms: Terms): Pick<Snippet, 'subject' | 'preview'> {
  return {
    subject: markedText(content.record.subject, terms.subject),
    preview: terms.body.length === 0 ? null : previewOf(content, terms.body),
  };
}

/** From the first text that has a term: what is shown first, then what is attached. */
function previewOf(content: EmailContent, terms: readonly string[]): string | null {
  const { textBody, htmlBody } = content.display;
  for (const part of new Set([...textBody, ...htmlBody, ...leavesOf(content.parts)])) {
    if (part.part.type !== 'text') continue;
    const excerpt = markedExcerpt(textOf(content, part), terms);
    if (excerpt !== null) return excerpt;
  }
  return null;
}

function textOf(content: EmailContent, { part }: EmailPart): string {
  const { value } = content.text(part, 0);
  return part.subtype === 'html' ? htmlStart(value, partCharactersMax) : value;
}
