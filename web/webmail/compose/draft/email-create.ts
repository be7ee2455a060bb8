import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { htmlToText } from '../message/html-text.ts';
import type { Identity } from '../message/identities.ts';
import { type DraftContent, type Priority, sentAttachments } from './content.ts';

/** An object for Email/set to create (RFC 8621 §4.6). */
export type EmailCreate = Readonly<Record<string, unknown>>;

/** Where a message is put, and its marks. */
export type Place = {
  readonly mailboxIds: Readonly<Record<string, true>>;
  readonly keywords: Readonly<Record<string, true>>;
};

/** The message that a draft is at this moment. @param sentAt As RFC 3339 with a zone. */
export function emailCreate(
  content: DraftContent,
  identity: Identity,
  { place, sentAt }: { readonly place: Place; readonly sentAt: string },
): EmailCreate {
  const me: EmailAddress = {
    name: identity.name === '' ? null : identity.name,
    email: identity.email,
  };
  return {
    ...place,
    from: [me],
    to: orNull(content.to),
    cc: orNull(content.cc),
    bcc: orNull(content.bcc),
    replyTo: orNull(identity.replyTo ?? []),
    subject: content.subject,
    sentAt,
    inReplyTo: content.inReplyTo,
    references: content.references,
    ...headerFields(content, me),
    bodyStructure: bodyStructure(content),
    bodyValues: bodyValues(content),
  };
}

function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

const priorities: Readonly<Record<Priority, Readonly<Record<string, string>>>> = {
  high: { 'header:X-Priority:asText': '1 (Highest)', 'header:Importance:asText': 'High' },
  normal: {},
  low: { 'header:X-Priority:asText': '5 (Lowest)', 'header:Importance:asText': 'Low' },
};

/** Fields that JMAP has no name for: priority and receipts. */
function headerFields(content: DraftContent, me: EmailAddress): EmailCreate {
  return {
    ...priorities[content.priority],
    // RFC 8098 §2.1.
    ...(content.readReceipt ? { 'header:Disposition-Notification-To:asAddresses': [me] } : {}),
    ...(content.forwarded === null
      ? {}
      : { 'header:X-Forwarded-Message-Id:asMessageIds': content.forwarded }),
  };
}

/** The tree of parts: pictures beside the HTML that shows them (RFC 2387 §1), the text before it. */
function bodyStructure(content: DraftContent): EmailCreate {
  const attachments = sentAttachments(content);
  const text = { type: 'text/plain', partId: 'text' };
  const files = attachments.filter(({ cid }) => cid === null).map((one) => filePart(one));
  const pictures = attachments.filter(({ cid }) => cid !== null).map((one) => filePart(one));
  const html = { type: 'text/html', partId: 'html' };
  const shown = pictures.length === 0 ? html : multipart('related', [html, ...pictures]);
  const body = content.format === 'text' ? text : multipart('alternative', [text, shown]);
  return files.length === 0 ? body : multipart('mixed', [body, ...files]);
}

function multipart(subtype: string, subParts: readonly EmailCreate[]): EmailCreate {
  return { type: `multipart/${subtype}`, subParts };
}

function filePart(one: DraftContent['attachments'][number]): EmailCreate {
  const { blobId, name, type, cid } = one;
  const disposition = cid === null ? 'attachment' : 'inline';
  return { blobId, name, type, disposition, ...(cid === null ? {} : { cid }) };
}

function bodyValues(content: DraftContent): EmailCreate {
  if (content.format === 'text') return { text: { value: content.text } };
  return {
    text: { value: htmlToText(content.html) },
    html: { value: htmlDocument(content.html) },
  };
}

/** How quotations look to readers that give them no style of their own. */
const quoteStyle = 'margin:0 0 0 0.8ex;padding-left:1ex;border-left:2px solid #b8bcc8';

/** A whole page around the body: readers guess less about it. */
function htmlDocument(html: string): string {
  const styled = html.replaceAll(
    '<blockquote type="cite">',
    `<blockquote type="cite" style="${quoteStyle}">`,
  );
  return `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${styled}</body></html>`;
}
