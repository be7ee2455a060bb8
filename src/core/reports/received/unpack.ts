import { promisify } from 'node:util';
import { crc32, gunzip, inflateRaw } from 'node:zlib';

import { ParseError } from '#proto/cursor.ts';
import { decodeCharset } from '#proto/mime/charset.ts';
import { readZipEntries, type ZipEntry } from '#proto/zip/zip-entries.ts';

/** Octets of one document once it is unpacked; the largest that big domains get have 10 MB. Ours. */
export const documentOctetsMax = 16 * 1_048_576;

/** Octets of one for each octet that is packed, beyond the first million: XML comes to 100. Ours. */
export const packedRatioMax = 300;

/** Octets that may come of anything packed, whatever the ratio. Ours. */
const ratioFreeOctets = 1_048_576;

/** Documents taken of one attachment: a report is alone. Ours. */
export const documentsMax = 10;

/** Packings within one another: an archive with a compressed file in it. Ours. */
const packingsMax = 2;

/** A document that may be a report. */
export type ReportDocument = { readonly kind: 'xml' | 'json'; readonly text: string };

const inflateGzip = promisify(gunzip);
const inflateEntry = promisify(inflateRaw);

/**
 * The documents of an attachment, by what it is and not by what it says it is: gzip, ZIP, XML or
 * JSON. What is none of these gives none.
 *
 * @throws {ParseError} What is packed and broken, or grows beyond {@link documentOctetsMax} or
 *   {@link packedRatioMax}.
 */
export async function unpack(octets: Uint8Array, depth = 0): Promise<readonly ReportDocument[]> {
  if (isGzip(octets)) {
    return await unpackInner(await bounded(inflateGzip, octets), depth);
  }
  if (isArchive(octets)) {
    const documents: ReportDocument[] = [];
    let octetsLeft = documentOctetsMax;
    for (const entry of readZipEntries(octets)) {
      const content = await contentOf(entry);
      octetsLeft -= content.length;
      if (octetsLeft < 0) throw new ParseError('The archive grows too much', 0);
      documents.push(...(await unpackInner(content, depth)));
      if (documents.length >= documentsMax) break;
    }
    return documents;
  }
  return octets.length > documentOctetsMax ? [] : documentOf(octets);
}

async function unpackInner(octets: Uint8Array, depth: number): Promise<readonly ReportDocument[]> {
  return depth + 1 < packingsMax ? await unpack(octets, depth + 1) : documentOf(octets);
}

async function contentOf({ method, octets, crc32: checksum }: ZipEntry): Promise<Uint8Array> {
  const content = method === 0 ? octets : await bounded(inflateEntry, octets);
  if (crc32(content) !== checksum) throw new ParseError('A file of the archive is damaged', 0);
  return content;
}

type Inflate = (octets: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

async function bounded(inflate: Inflate, octets: Uint8Array): Promise<Uint8Array> {
  const ratioOctets = Math.max(ratioFreeOctets, octets.length * packedRatioMax);
  try {
    return await inflate(octets, { maxOutputLength: Math.min(documentOctetsMax, ratioOctets) });
  } catch {
    throw new ParseError('Cannot be unpacked, or grows too much', 0);
  }
}

/** Octets at the start in which a document shows what it is. */
const startOctets = 200;

/** Whether it is packed, XML or JSON; else it may be a message. */
export function isDocument(octets: Uint8Array): boolean {
  return isGzip(octets) || isArchive(octets) || /^[<{]/u.test(firstOf(startOf(octets)));
}

function isGzip(octets: Uint8Array): boolean {
  return octets[0] === 0x1f && octets[1] === 0x8b;
}

function isArchive(octets: Uint8Array): boolean {
  return octets[0] === 0x50 && octets[1] === 0x4b && octets[2] === 3 && octets[3] === 4;
}

function startOf(octets: Uint8Array): string {
  return Buffer.from(octets.subarray(0, startOctets)).toString('latin1');
}

/** The first character behind blanks and the mark of a charset. */
function firstOf(start: string): string {
  return start.replaceAll(/[\0\s\xef\xbb\xbf\xff\xfe]/gu, '')[0] ?? '';
}

function documentOf(octets: Uint8Array): readonly ReportDocument[] {
  const start = startOf(octets);
  const first = firstOf(start);
  if (first === '{') return [{ kind: 'json', text: decodeCharset(octets, charsetOf(start)) }];
  if (first !== '<') return [];
  return [{ kind: 'xml', text: decodeCharset(octets, charsetOf(start)).replace(/^\ufeff/u, '') }];
}

/** By the mark at the start, or by what the document declares. */
function charsetOf(start: string): string | undefined {
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  if (start.startsWith('\xfe\xff')) return 'utf-16be';
  if (start.startsWith('\xef\xbb\xbf')) return 'utf-8';
  return /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]+)["']/u.exec(start)?.[1];
}
