import { setImmediate as nextTurn } from 'node:timers/promises';

import type { OpenBlob } from '#core/mailbox/blobs/open-blob.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import {
  base64Decoder,
  identityDecoder,
  quotedPrintableDecoder,
} from '#proto/mime/transfer-decoder.ts';

/** Octets of a body read and decoded at once: a millisecond or two of the loop. Ours. */
const sliceOctets = 262_144;

/** Bodies up to here are read whole, which checks them against their CRC. Ours. */
const wholeOctetsMax = 1_048_576;

const decoders = { 7: identityDecoder, q: quotedPrintableDecoder, b: base64Decoder } as const;

/** Which octets of a blob are wanted; `end` excluded, undefined for all that follow. */
export type BlobRange = { readonly start: number; readonly end?: number | undefined };

/**
 * The octets of a blob, decoded, piece by piece.
 *
 * @throws {BlobDamaged}
 */
export async function* blobOctets(
  mail: Pick<Mail, 'store'>,
  blob: OpenBlob,
  range: BlobRange = { start: 0 },
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const { start, end = Number.MAX_SAFE_INTEGER } = range;
  // Octets that are not encoded are skipped without being read.
  let at = blob.encoding === '7' ? Math.min(start, blob.end - blob.start) : 0;
  for await (const piece of decodedPieces(mail, blob, at)) {
    const from = Math.max(0, start - at);
    const to = Math.min(piece.length, end - at);
    at += piece.length;
    if (from < to) yield Uint8Array.from(piece.subarray(from, to));
    if (at >= end) return;
  }
}

/** Octets of a blob once decoded. An encoded one is decoded for that, without being kept. */
export async function blobSize(mail: Pick<Mail, 'store'>, blob: OpenBlob): Promise<number> {
  if (blob.encoding === '7') return blob.end - blob.start;
  let size = 0;
  for await (const piece of decodedPieces(mail, blob, 0)) size += piece.length;
  return size;
}

async function* decodedPieces(
  { store }: Pick<Mail, 'store'>,
  blob: OpenBlob,
  skipped: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { place, encoding } = blob;
  const decoder = decoders[encoding]();
  const whole = place.length <= wholeOctetsMax ? await store.readBlob(place) : undefined;
  for (let at = blob.start + skipped; at < blob.end; at += sliceOctets) {
    const end = Math.min(blob.end, at + sliceOctets);
    const slice = whole?.subarray(at, end) ?? (await store.readBlobSlice(place, at, end));
    yield decoder.push(slice);
    await nextTurn();
  }
  yield decoder.end();
}
