import { ParseError } from '#proto/cursor.ts';

/** Files looked at in one archive; a report has one. Our choice. */
export const zipEntriesMax = 100;

/** Octets of the comment at the end (APPNOTE 4.3.16: its length has 16 bits). */
const commentOctetsMax = 65_535;

const endOctets = 22;
const centralOctets = 46;
const localOctets = 30;

/** A file within an archive. */
export type ZipEntry = {
  readonly name: string;
  /** 0 stored, 8 deflated; the only ones that reports use. */
  readonly method: number;
  readonly crc32: number;
  /** Octets once it is inflated, as the archive says: not to be believed. */
  readonly size: number;
  /** As it lies in the archive. */
  readonly octets: Uint8Array;
};

/**
 * The files of a ZIP archive by its central directory.
 *
 * Encrypted files, other methods and ZIP64 are passed over: no report has them.
 *
 * @throws {ParseError} What is no archive, is cut short, or whose files overlap.
 */
export function readZipEntries(archive: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  const end = findEnd(view);
  const count = Math.min(view.getUint16(end + 10, true), zipEntriesMax);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  let octetsLeft = at;
  for (let index = 0; index < count; index++) {
    if (at + centralOctets > end || view.getUint32(at, true) !== 0x02014b50) fail(at);
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = archive.subarray(at + centralOctets, at + centralOctets + nameLength);
    if ((flags & 1) === 0 && (method === 0 || method === 8)) {
      const octets = contentOf(archive, view, at);
      // They lie before the directory; files that share octets make bombs of small archives.
      octetsLeft -= octets.length;
      if (octetsLeft < 0) throw new ParseError('Files of the archive overlap', at);
      entries.push({
        name: Buffer.from(name).toString('utf8'),
        method,
        crc32: view.getUint32(at + 16, true),
        size: view.getUint32(at + 24, true),
        octets,
      });
    }
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    at += centralOctets + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The octets of the file whose central entry is at `central`. */
function contentOf(archive: Uint8Array, view: DataView, central: number): Uint8Array {
  const length = view.getUint32(central + 20, true);
  const local = view.getUint32(central + 42, true);
  if (local + localOctets > archive.length || view.getUint32(local, true) !== 0x04034b50) {
    fail(local);
  }
  const start =
    local + localOctets + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + length > archive.length) fail(start);
  return archive.subarray(start, start + length);
}

/** Where the record at the end of the central directory begins. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endOctets - commentOctetsMax);
  for (let at = view.byteLength - endOctets; at >= first; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return fail(0);
}

function fail(offset: number): never {
  throw new ParseError('No ZIP archive, or one that is cut short', offset);
}
