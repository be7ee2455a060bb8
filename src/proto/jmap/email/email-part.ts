import type { BlobEncoding } from '#proto/jmap/ids.ts';
import type { RecordPart } from '#proto/mime/record-parts.ts';

/** A part with its number. */
export type EmailPart = {
  readonly part: RecordPart;
  /** As IMAP numbers parts (RFC 9051 §6.4.5.1); null for a multipart (RFC 8621 §4.1.4). */
  readonly partId: string | null;
  /** Undefined for what is no multipart; an enclosed message is not looked into. */
  readonly subParts: readonly EmailPart[] | undefined;
};

/** The parts of a message, numbered (RFC 8621 §4.1.4). */
export function emailParts(root: RecordPart): EmailPart {
  return numbered(root, root.type === 'multipart' ? '' : '1');
}

function numbered(part: RecordPart, number: string): EmailPart {
  if (part.type !== 'multipart') return { part, partId: number, subParts: undefined };
  const prefix = number === '' ? '' : `${number}.`;
  const subParts = part.children.map((child, index) => numbered(child, `${prefix}${index + 1}`));
  return { part, partId: null, subParts };
}

/** All parts that are no multiparts, in their order. */
export function leavesOf({ subParts, ...leaf }: EmailPart): EmailPart[] {
  return subParts === undefined ? [{ ...leaf, subParts }] : subParts.flatMap(leavesOf);
}

/** As `text/plain`. */
export function typeOf({ part }: EmailPart): string {
  return `${part.type}/${part.subtype}`;
}

/** How a part's octets stand in the message, for its blob id. */
export function encodingLetter({ encoding }: RecordPart): BlobEncoding {
  if (encoding === 'base64') return 'b';
  return encoding === 'quoted-printable' ? 'q' : '7';
}
