import { type EmailPart, typeOf } from '#proto/jmap/email/email-part.ts';

/** What of a message is shown as its body, and what beside it (RFC 8621 §4.1.4). */
export type DisplayParts = {
  readonly textBody: readonly EmailPart[];
  readonly htmlBody: readonly EmailPart[];
  readonly attachments: readonly EmailPart[];
};

/** Lists being filled; a reading is closed where the other one of an alternative goes on. */
type Lists = {
  readonly text: EmailPart[] | undefined;
  readonly html: EmailPart[] | undefined;
  readonly attachments: EmailPart[];
};

/** Sorts the parts of a message as RFC 8621 §4.1.4 asks. */
export function displayParts(root: EmailPart): DisplayParts {
  const text: EmailPart[] = [];
  const html: EmailPart[] = [];
  const attachments: EmailPart[] = [];
  const lists = { text, html, attachments };
  sortParts([root], { kind: 'mixed', inAlternative: false }, lists);
  return { textBody: text, htmlBody: html, attachments };
}

type Place = {
  /** The subtype of the multipart around. */
  readonly kind: string;
  /** Whether an alternative is around, however far. */
  readonly inAlternative: boolean;
};

function sortParts(parts: readonly EmailPart[], place: Place, lists: Lists): void {
  const { kind } = place;
  const textBefore = lists.text?.length;
  const htmlBefore = lists.html?.length;
  let open = lists;
  for (const [index, part] of parts.entries()) {
    if (part.subParts !== undefined) {
      const inside = part.part.subtype;
      const inAlternative = place.inAlternative || inside === 'alternative';
      sortParts(part.subParts, { kind: inside, inAlternative }, open);
    } else if (!isInline(part, kind, index)) {
      open.attachments.push(part);
    } else if (kind === 'alternative') {
      readingOf(part, open).push(part);
    } else {
      if (place.inAlternative) open = closed(part, open);
      addInline(part, open);
    }
  }
  if (kind !== 'alternative') return;
  if (open.text === undefined || open.html === undefined) return;
  // Only one reading was offered: it stands for the other, too.
  const hasText = open.text.length !== textBefore;
  const hasHtml = open.html.length !== htmlBefore;
  if (hasHtml && !hasText) open.text.push(...open.html.slice(htmlBefore));
  if (hasText && !hasHtml) open.html.push(...open.text.slice(textBefore));
}

function isInline(part: EmailPart, kind: string, index: number): boolean {
  if (part.part.disposition === 'attachment') return false;
  const type = typeOf(part);
  const media = isMedia(part);
  if (type !== 'text/plain' && type !== 'text/html' && !media) return false;
  return index === 0 || (kind !== 'related' && (media || part.part.fileName === ''));
}

function isMedia({ part: { type } }: EmailPart): boolean {
  return type === 'image' || type === 'audio' || type === 'video';
}

function readingOf(part: EmailPart, { text, html, attachments }: Lists): EmailPart[] {
  const type = typeOf(part);
  const reading = type === 'text/plain' ? text : type === 'text/html' ? html : attachments;
  return reading ?? attachments;
}

/** Within an alternative a text shows which reading its multipart belongs to. */
function closed(part: EmailPart, lists: Lists): Lists {
  const type = typeOf(part);
  if (type === 'text/plain') return { ...lists, html: undefined };
  return type === 'text/html' ? { ...lists, text: undefined } : lists;
}

function addInline(part: EmailPart, { text, html, attachments }: Lists): void {
  text?.push(part);
  html?.push(part);
  if ((text === undefined || html === undefined) && isMedia(part)) attachments.push(part);
}
