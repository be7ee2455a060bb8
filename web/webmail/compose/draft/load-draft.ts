import type { AnswerRequestKind, ComposeRequest } from '../../store/compose-request.ts';
import { longDate } from '../../../shared/words/dates.ts';
import { type Identity, identityFor } from '../message/identities.ts';
import { parseMailto } from '../message/mailto.ts';
import { addressLine, quoteForward, quoteReply } from '../message/quote.ts';
import { forwardThread, replyThread } from '../message/references.ts';
import { insertSignature, signatureText } from '../message/signature.ts';
import { forwardSubject, replySubject } from '../message/subject.ts';
import { textToHtml } from '../message/text-html.ts';
import { parseAddresses, withoutDoubles } from '../recipients/addresses.ts';
import { replyRecipients } from '../recipients/reply-recipients.ts';
import { words } from '../words/words.ts';
import { type Attachment, type DraftContent, emptyContent } from './content.ts';
import { bodiesOf, hasHtml, type Original } from './original.ts';

export type Surroundings = {
  readonly identities: readonly Identity[];
  /** Makes a stranger's HTML harmless. */
  readonly clean: (html: string) => string;
  readonly format: DraftContent['format'];
};

/** Class of the element that holds the signature, by which it is found again. */
export const signatureClass = 'postamt-signature';

/** An empty message, or what a link filled in. */
export function newContent(
  request: Extract<ComposeRequest, { kind: 'new' }>,
  { identities, format }: Surroundings,
): DraftContent {
  const filled = parseMailto(request.mailto ?? '');
  const identity = identities[0];
  const base: DraftContent = {
    ...emptyContent,
    ...ofIdentity(identity),
    to: [...parseAddresses(request.to ?? ''), ...filled.to],
    cc: filled.cc,
    subject: filled.subject,
    format,
  };
  const { body } = filled;
  return withBody(base, identity, { html: body === '' ? '' : textToHtml(body), text: body }, '');
}

/** An answer to a message, or the message handed on. */
export function answerContent(
  kind: AnswerRequestKind,
  original: Original,
  surroundings: Surroundings,
): DraftContent {
  const identity = answeringIdentity(original, surroundings.identities);
  const forwards = kind === 'forward' || kind === 'forward-attached';
  const format =
    surroundings.format === 'html' && !hasHtml(original) && !forwards
      ? 'text'
      : surroundings.format;
  const base: DraftContent = {
    ...emptyContent,
    ...ofIdentity(identity),
    format,
    subject: forwards ? forwardSubject(original.subject) : replySubject(original.subject),
    ...(forwards ? forwardThread(original) : replyThread(original)),
    forwarded: forwards ? original.messageId : null,
    answering: { emailId: original.id, keyword: forwards ? '$forwarded' : '$answered' },
  };
  if (kind === 'forward-attached') {
    const file = wholeMessage(original);
    return withBody({ ...base, attachments: [file] }, identity, { html: '', text: '' }, '');
  }
  const bodies = bodiesOf(original, surroundings.clean);
  if (kind === 'forward') {
    const quoted = quoteForward(bodies, words.value.quote.forwarded, forwardFields(original));
    const attachments = attachmentsOf(original);
    return withBody({ ...base, attachments }, identity, { html: '', text: '' }, quoted);
  }
  const own = surroundings.identities.map(({ email }) => email);
  const { to, cc } = replyRecipients(kind, answeredOf(original), own);
  const attachments = attachmentsOf(original).filter(({ cid }) => cid !== null);
  const quoted = quoteReply(bodies, attribution(original));
  return withBody({ ...base, to, cc, attachments }, identity, { html: '', text: '' }, quoted);
}

/** A message that is written on, or used as the beginning of another one. */
export function draftContent(
  original: Original,
  surroundings: Surroundings,
  again: boolean,
): DraftContent {
  const format = hasHtml(original) ? 'html' : 'text';
  const { html, text } = bodiesOf(original, surroundings.clean);
  const from = (original.from ?? []).map(({ email }) => email);
  const identity = identityFor(surroundings.identities, from) ?? surroundings.identities[0];
  const priority = /^[12]/u.test(original['header:X-Priority:asText']?.trim() ?? '')
    ? 'high'
    : 'normal';
  return {
    ...emptyContent,
    identityId: identity?.id ?? '',
    to: original.to ?? [],
    cc: original.cc ?? [],
    bcc: original.bcc ?? [],
    subject: original.subject ?? '',
    format,
    html: format === 'html' ? html : '',
    text: format === 'text' ? text : '',
    attachments: attachmentsOf(original),
    inReplyTo: again ? null : original.inReplyTo,
    references: again ? null : original.references,
    forwarded: again ? null : (original['header:X-Forwarded-Message-Id:asMessageIds'] ?? null),
    priority: /^[45]/u.test(original['header:X-Priority:asText']?.trim() ?? '') ? 'low' : priority,
    readReceipt: (original['header:Disposition-Notification-To:asAddresses']?.length ?? 0) > 0,
  };
}

/** The signature in HTML, as the body holds it. */
export function signatureHtml(identity: Identity | undefined, aboveQuote: boolean): string {
  const { htmlSignature = '', textSignature = '' } = identity ?? {};
  const html = htmlSignature.trim() === '' ? textToHtml(textSignature.trim()) : htmlSignature;
  if (htmlSignature.trim() === '' && textSignature.trim() === '') return '';
  const delimiter = aboveQuote ? '' : '<div>--&nbsp;</div>';
  return `<div class="${signatureClass}">${delimiter}${html}</div>`;
}

type Bodies = { readonly html: string; readonly text: string };

/** Puts the text, the signature and the quotation together. */
function withBody(
  base: DraftContent,
  identity: Identity | undefined,
  own: Bodies,
  quoted: Bodies | '',
): DraftContent {
  if (base.format === 'text') {
    const quote = quoted === '' ? '' : `\n\n${quoted.text}`;
    const text = `${own.text}${quote}`;
    const signature = identity?.textSignature ?? '';
    return {
      ...base,
      text: signatureText(signature, false) === '' ? text : insertSignature(text, signature),
    };
  }
  const empty = '<div><br></div>';
  const signature = signatureHtml(identity, quoted !== '');
  const quote = quoted === '' ? '' : `${empty}${quoted.html}`;
  const html = `${own.html === '' ? empty : own.html}${signature === '' ? '' : empty + signature}${quote}`;
  return { ...base, html };
}

function ofIdentity(identity: Identity | undefined): Partial<DraftContent> {
  return { identityId: identity?.id ?? '', bcc: identity?.bcc ?? [] };
}

/** Who answers: the address that it came to, or that it was sent from. */
function answeringIdentity(
  original: Original,
  identities: readonly Identity[],
): Identity | undefined {
  const fields = [original.to, original.cc, original.bcc, original.from];
  const addresses = fields.flatMap((field) => field ?? []).map(({ email }) => email);
  const delivered = original['header:Delivered-To:asText']?.trim();
  const all = delivered === undefined ? addresses : [...addresses, delivered];
  return identityFor(identities, all) ?? identities[0];
}

function answeredOf(original: Original) {
  return {
    from: original.from,
    replyTo: original.replyTo,
    to: original.to,
    cc: original.cc,
    followupTo: original['header:Mail-Followup-To:asAddresses'] ?? null,
    listPost: original['header:List-Post:asURLs'] ?? null,
  };
}

function attribution(original: Original): string {
  const [first] = original.from ?? [];
  const name = first?.name ?? first?.email ?? '';
  return words.value.quote.wrote(longDate(original.sentAt ?? original.receivedAt), name);
}

function forwardFields(original: Original) {
  const { quote } = words.value;
  const lines: (readonly [string, string])[] = [
    [quote.from, addressLine(original.from)],
    [quote.date, longDate(original.sentAt ?? original.receivedAt)],
    [quote.subject, original.subject ?? ''],
    [quote.to, addressLine(original.to)],
  ];
  return original.cc === null || original.cc.length === 0
    ? lines
    : [...lines, [quote.cc, addressLine(withoutDoubles(original.cc))] as const];
}

/** Files and pictures of a message, as a draft has them. */
export function attachmentsOf(original: Original): readonly Attachment[] {
  const html = original.htmlBody
    .map(({ partId }) => original.bodyValues[partId ?? '']?.value)
    .join('');
  return original.attachments.flatMap(({ blobId, name, type, size, cid, disposition }) => {
    if (blobId === null) return [];
    // A picture with an id that nothing shows is a file.
    const shown = cid !== null && disposition !== 'attachment' && html.includes(`cid:${cid}`);
    const named = name ?? words.value.unnamed;
    return [{ blobId, name: named, type, size, cid: shown ? cid : null }];
  });
}

function wholeMessage(original: Original): Attachment {
  const subject = (original.subject ?? '').replaceAll(/[\p{Cc}/\\:*?"<>|]+/gu, ' ').trim();
  const name = `${subject === '' ? words.value.unnamed : subject.slice(0, 80)}.eml`;
  return { blobId: original.blobId, name, type: 'message/rfc822', size: original.size, cid: null };
}
