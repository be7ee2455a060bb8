import type { BodyPart, EmailContent } from '../../shared/jmap/mail-types.ts';

/** The HTML of a message: all parts that are to be read one after the other (RFC 8621 §4.1.4). */
export function htmlOf({ htmlBody, bodyValues }: EmailContent): string {
  return htmlBody
    .map((part) => {
      const value = bodyValues[part.partId ?? '']?.value ?? '';
      if (part.type === 'text/html') return value;
      if (part.type.startsWith('text/')) return `<pre>${escaped(value)}</pre>`;
      if (part.type.startsWith('image/'))
        return `<p><img src="cid:${encodeURIComponent(cidOf(part))}"></p>`;
      return '';
    })
    .join('\n');
}

/** What the mail calls a part: its Content-ID without angle brackets, or a name of ours. */
export function cidOf({ cid, blobId }: BodyPart): string {
  return cid?.replaceAll(/^<|>$/gu, '') ?? `part:${blobId ?? ''}`;
}

/** Parts that the mail may show as pictures, by what it calls them. The first of a name counts. */
export function partsByCid({ htmlBody, attachments }: EmailContent): ReadonlyMap<string, BodyPart> {
  const parts = new Map<string, BodyPart>();
  for (const part of [...attachments, ...htmlBody]) {
    if (part.blobId !== null && !parts.has(cidOf(part))) parts.set(cidOf(part), part);
  }
  return parts;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
