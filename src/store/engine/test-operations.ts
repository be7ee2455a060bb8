import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { refuse } from '#base/refusal.ts';
import type { BlobDraft } from '#store/blob.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import type { Tx } from '#store/work.ts';

/** Files its bodies, refuses, or fails after a write. */
export const fileBlob = writeOperation('test.file', function* (tx: Tx, input: { fate?: string }) {
  if (input.fate === 'refuse') refuse('mailbox.absent');
  for (const place of tx.blobs) yield* insertBlob(tx, place, { tenantId: 1, references: 1 });
  if (input.fate === 'throw') throw new Error('A bug after a write');
  tx.changed({ accountId: 7, modseq: tx.blobs[0]?.blobId ?? 0, mailboxIds: [1] });
  return tx.blobs;
});
/** Gives bodies back. */
export const dropBlobs = writeOperation('test.drop', function* (tx: Tx, blobIds: number[]) {
  for (const blobId of blobIds) yield* releaseBlob(tx, blobId);
});

/** Where a body is. */
export const blobById = readOperation('test.blob', (tx: Tx, blobId: number) =>
  findBlob(tx, blobId),
);

/** A body as who received it hands it in. */
export function draft(bytes: Uint8Array, record?: Uint8Array): BlobDraft {
  const sha256 = createHash('sha256').update(bytes).digest();
  return { source: { bytes }, length: bytes.length, crc32: crc32(bytes), sha256, record };
}

/** The catalogue of the engine's own tests. */
export const writeOperations = [fileBlob, dropBlobs];
