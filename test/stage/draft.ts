import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { BlobDraft } from '#store/blob.ts';

/** A body on its way into a store; in a string one character stands for one octet. */
export function draftOf(body: string | Uint8Array): BlobDraft {
  const octets = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  // A buffer of its own: between threads it would take along what it is a part of.
  const bytes = Uint8Array.from(octets);
  return {
    source: { bytes },
    length: bytes.length,
    crc32: crc32(bytes),
    sha256: Uint8Array.from(createHash('sha256').update(bytes).digest()),
    record: undefined,
  };
}
