import { TextDecoder as MailTextDecoder, normalizeEncoding } from '@exodus/bytes/encoding.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes octets in the charset their sender named; never throws.
 *
 * Without a known charset the octets are UTF-8 when they are valid UTF-8, else windows-1252.
 */
export function decodeCharset(octets: Uint8Array, charset: string | undefined): string {
  const name = charset === undefined ? null : normalizeEncoding(charset.trim());
  if (name === null || name === 'replacement' || /^us-ascii$/i.test(charset ?? '')) {
    return sniff(octets);
  }
  try {
    return new MailTextDecoder(name).decode(octets);
  } catch {
    return sniff(octets);
  }
}

function sniff(octets: Uint8Array): string {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return new MailTextDecoder('windows-1252').decode(octets);
  }
}
