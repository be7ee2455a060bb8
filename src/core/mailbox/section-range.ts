import type { Section } from '#proto/imap/section.ts';

/** Octets from `start` to `end`, the end excluded. */
export type OctetRange = { readonly start: number; readonly end: number };

/** What is needed of a part to find sections in the stored message. */
export type PartSpan = {
  readonly type: string;
  readonly subtype: string;
  readonly encoding: string;
  readonly headerStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly children: readonly PartSpan[];
};

/**
 * Where a section is in the stored message (RFC 9051 §6.4.5.1), undefined when there is no such
 * part. HEADER.FIELDS gives the whole header, to be filtered.
 */
export function sectionRange(root: PartSpan, section: Section): OctetRange | undefined {
  const { part, text } = section;
  if (part.length === 0) {
    if (text === 'whole') return { start: root.headerStart, end: root.bodyEnd };
    return text === 'TEXT' ? bodyOf(root) : headerOf(root);
  }
  const found = partAt(root, part);
  if (found === undefined) return undefined;
  if (text === 'whole') return bodyOf(found);
  if (text === 'MIME') return headerOf(found);
  // HEADER and TEXT are those of an enclosed message.
  const message = found.type === 'message' ? found.children[0] : undefined;
  if (message === undefined) return undefined;
  return text === 'TEXT' ? bodyOf(message) : headerOf(message);
}

/** The part with this number: `1.2` is the second part of the first (RFC 9051 §6.4.5.1). */
export function partAt(root: PartSpan, path: readonly number[]): PartSpan | undefined {
  let container: PartSpan | undefined = root;
  let part: PartSpan | undefined;
  for (const number of path) {
    if (container === undefined) return undefined;
    if (container.type === 'multipart') part = container.children[number - 1];
    else part = number === 1 ? container : undefined; // A message's only part is number 1.
    if (part === undefined) return undefined;
    if (part.type === 'multipart') container = part;
    else container = part.type === 'message' ? part.children[0] : undefined;
  }
  return part;
}

function headerOf({ headerStart, bodyStart }: PartSpan): OctetRange {
  return { start: headerStart, end: bodyStart };
}

function bodyOf({ bodyStart, bodyEnd }: PartSpan): OctetRange {
  return { start: bodyStart, end: bodyEnd };
}
