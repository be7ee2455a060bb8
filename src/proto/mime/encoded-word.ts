import { decodeCharset } from '#proto/mime/charset.ts';
import { decodeQuotedPrintable } from '#proto/mime/transfer.ts';

const word = /=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi;

/**
 * Decodes a field's raw value for people: encoded words (RFC 2047 §6.2) and UTF-8 (RFC 6532 §3.2).
 *
 * Neighbouring words of one charset are joined as octets first, since senders split characters.
 */
export function decodeWords(raw: string): string {
  let text = '';
  let at = 0;
  let pending: Buffer[] = [];
  let charset = '';
  const flush = () => {
    if (pending.length > 0) text += decodeCharset(Buffer.concat(pending), charset);
    pending = [];
  };
  for (const match of raw.matchAll(word)) {
    const between = raw.slice(at, match.index);
    const named = (match[1] ?? '').toLowerCase();
    const joins = pending.length > 0 && between.trim() === '';
    if (!joins || named !== charset) flush();
    if (!joins) text += plain(between);
    charset = named;
    const body = match[3] ?? '';
    const base64 = match[2] === 'b' || match[2] === 'B';
    const quoted = body.replaceAll('_', ' ').replaceAll(' ', '=20');
    pending.push(
      base64 ? Buffer.from(body, 'base64') : decodeQuotedPrintable(Buffer.from(quoted, 'latin1')),
    );
    at = match.index + match[0].length;
  }
  flush();
  return text + plain(raw.slice(at));
}

function plain(raw: string): string {
  return /[\x80-\xff]/.test(raw) ? decodeCharset(Buffer.from(raw, 'latin1'), undefined) : raw;
}
