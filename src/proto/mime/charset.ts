import { TextDecoder as MailTextDecoder, normalizeEncoding } from '@exodus/bytes/encoding.js';

import { decodeCp437 } from '#proto/mime/cp437.ts';
import { decodeHz, decodeIso2022Kr } from '#proto/mime/shifted-charset.ts';
import { decodeUtf7 } from '#proto/mime/utf7.ts';

/** Charsets of mail that the web's decoders have given up. */
const ours: ReadonlyMap<string, (octets: Uint8Array) => string> = new Map([
  ['utf-7', decodeUtf7],
  ['unicode-1-1-utf-7', decodeUtf7],
  ['iso-2022-kr', decodeIso2022Kr],
  ['hz-gb-2312', decodeHz],
  ['cp437', decodeCp437],
  ['ibm437', decodeCp437],
  ['437', decodeCp437],
]);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes octets in the charset their sender named; never throws.
 *
 * Without a known charset the octets are UTF-8 when they are valid UTF-8, else windows-1252.
 */
export function decodeCharset(octets: Uint8Array, charset: string | undefined): string {
  const own = charset === undefined ? undefined : ours.get(charset.trim().toLowerCase());
  if (own !== undefined) return own(octets);
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

/** Whether {@link decodeCharset} decodes this charset, and does not have to guess. */
export function isKnownCharset(charset: string): boolean {
  const name = charset.trim();
  if (ours.has(name.toLowerCase())) return true;
  const known = normalizeEncoding(name);
  return known !== null && known !== 'replacement';
}

function sniff(octets: Uint8Array): string {
  try {
    return strictUtf8.decode(octets);
  } catch {
    return new MailTextDecoder('windows-1252').decode(octets);
  }
}
