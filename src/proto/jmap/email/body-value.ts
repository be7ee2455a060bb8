import { isKnownCharset, decodeCharset } from '#proto/mime/charset.ts';
import type { RecordPart } from '#proto/mime/record-parts.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';

/** A text of a message (RFC 8621 §4.1.4). */
export type EmailBodyValue = {
  readonly value: string;
  /** Whether charset or encoding could not be undone without loss. */
  readonly isEncodingProblem: boolean;
  readonly isTruncated: boolean;
};

const knownEncodings = new Set(['7bit', '8bit', 'binary', 'quoted-printable', 'base64']);

/**
 * Decodes a text part; line ends become LF (RFC 8621 §4.1.4).
 *
 * @param body Its octets as they stand in the message.
 * @param octetsMax Octets of the value as UTF-8; 0 for no bound.
 */
export function bodyValue(body: Uint8Array, part: RecordPart, octetsMax: number): EmailBodyValue {
  const octets = decodePartOctets(body, part.encoding);
  const decoded = decodeCharset(octets, part.charset === '' ? undefined : part.charset);
  const text = decoded.replace(/\r\n?/g, '\n');
  const value = octetsMax === 0 ? text : cutText(text, part.subtype === 'html', octetsMax);
  return {
    value,
    isEncodingProblem: !knownEncodings.has(part.encoding) || loses(octets, part.charset, decoded),
    isTruncated: value.length < text.length,
  };
}

/** Whether octets had no meaning in the charset. */
function loses(octets: Buffer, charset: string, decoded: string): boolean {
  const ascii = charset === '' || /^(us-)?ascii$/i.test(charset);
  if (ascii) return octets.some((octet) => octet > 127);
  if (!isKnownCharset(charset)) return true;
  return decoded.includes('\ufffd') && !octets.includes('\ufffd');
}

/** An unfinished entity at the end. */
const openEntity = /&[a-z0-9#]{0,31}$/i;

/** At most so many octets, whole characters; of a page whole tags (RFC 8621 §4.2). */
function cutText(text: string, isHtml: boolean, octetsMax: number): string {
  // A character has an octet at least and three for each unit of UTF-16 at most.
  if (text.length * 3 <= octetsMax) return text;
  const octets = Buffer.from(text.slice(0, octetsMax + 1));
  if (octets.length <= octetsMax && text.length <= octetsMax) return text;
  let end = Math.min(octetsMax, octets.length);
  while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  const cut = octets.toString('utf8', 0, end);
  if (!isHtml) return cut;
  const open = cut.lastIndexOf('<');
  const whole = open > cut.lastIndexOf('>') ? cut.slice(0, open) : cut;
  return whole.replace(openEntity, '');
}
