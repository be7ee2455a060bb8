import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Disk, DiskFile } from '#base/disk.ts';
import type { BlobPlace } from '#store/blob.ts';
import { addFindings, type Finding } from '#store/check/finding.ts';
import type { SqliteSession } from '#store/engine/sqlite-session.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { decodeFrameHead, frameHeadBytes } from '#store/segments/frame.ts';
import { segmentName } from '#store/segments/segment-name.ts';
import { statement } from '#store/statement.ts';
import { Tx } from '#store/work.ts';

/** Rows read at once. */
const pageRows = 500;

/** Octets read at once: bounds the memory of one large body. */
const chunkBytes = 1024 * 1024;

type BlobRow = BlobPlace & { readonly references: number; readonly counted: number };

const selectPage = statement<BlobRow>(`
  SELECT blob_id AS "blobId", segment AS "segment", blob_offset AS "offset",
    stored_length AS "storedLength", length AS "length", sha256 AS "sha256",
    reference_count AS "references",
    (SELECT COUNT(*) FROM message WHERE message.blob_id = blob.blob_id) +
    (SELECT COUNT(*) FROM upload WHERE upload.blob_id = blob.blob_id) +
    (SELECT COUNT(*) FROM queue_message WHERE queue_message.blob_id = blob.blob_id) AS "counted"
  FROM blob WHERE segment > ?1 OR (segment = ?1 AND blob_offset > ?2)
  ORDER BY segment, blob_offset LIMIT ?3`);

/** How far the check of the bodies came. */
export type BodiesChecked = { readonly blobs: number; readonly bytes: number };

/** Where the bodies are, and what of them is checked. */
export type BodiesToCheck = {
  readonly disk: Disk;
  /** The folder of the segments. */
  readonly folder: string;
  /** False compares only the references, not the octets. */
  readonly octets: boolean;
  readonly progress: (checked: BodiesChecked) => void;
};

/** Every body: its references, its frame, its CRC-32 and its SHA-256. */
export async function checkBodies(
  session: SqliteSession,
  options: BodiesToCheck,
): Promise<{ readonly findings: Finding[]; readonly checked: BodiesChecked }> {
  const findings: Finding[] = [];
  const tx = new Tx(0);
  const frames = new Frames(options.disk, options.folder);
  let checked = { blobs: 0, bytes: 0 };
  try {
    let last = { segment: 0, offset: 0 };
    for (;;) {
      const { segment, offset } = last;
      const page = session.drive(tx.all(selectPage, segment, offset, pageRows));
      for (const row of page) {
        addFindings(findings, referenceFindings(row));
        const problem = options.octets ? await problemOf(session, frames, row) : undefined;
        if (problem !== undefined) addFindings(findings, [problem]);
        checked = { blobs: checked.blobs + 1, bytes: checked.bytes + row.storedLength };
        last = row;
        options.progress(checked);
      }
      if (page.length < pageRows) return { findings, checked };
    }
  } finally {
    frames.close();
  }
}

function referenceFindings({ blobId, references, counted }: BlobRow): Finding[] {
  if (references === counted) return [];
  const where = `blob ${blobId}`;
  const problem =
    counted === 0
      ? `no message has it any more, but it counts ${references} references`
      : `it counts ${references} references, the rows say ${counted}`;
  return [{ kind: 'reference', where, problem }];
}

async function problemOf(
  session: SqliteSession,
  frames: Frames,
  row: BlobPlace,
): Promise<Finding | undefined> {
  let place = row;
  let problem = await frames.problemAt(place);
  if (problem === undefined) return undefined;
  // A running server may have moved or erased it since the row was read.
  const now = session.drive(findBlob(new Tx(0), row.blobId));
  if (now === undefined) return undefined;
  if (now.segment !== row.segment || now.offset !== row.offset) {
    place = now;
    problem = await frames.problemAt(place);
    if (problem === undefined) return undefined;
  }
  const where = `blob ${row.blobId} in ${segmentName(place.segment)} at ${place.offset}`;
  return { kind: 'body', where, problem };
}

/** Reads frames, one segment file at a time. */
class Frames {
  readonly #disk: Disk;
  readonly #folder: string;
  #open: { readonly segment: number; readonly file: DiskFile } | undefined;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** What is wrong with the frame there; undefined when it is whole. */
  async problemAt(place: BlobPlace): Promise<string | undefined> {
    try {
      return await findProblem(this.#file(place.segment), place);
    } catch (error) {
      return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  close(): void {
    this.#open?.file.close();
    this.#open = undefined;
  }

  #file(segment: number): DiskFile {
    if (this.#open?.segment !== segment) {
      this.close();
      const file = this.#disk.open(`${this.#folder}/${segmentName(segment)}`, 'read');
      this.#open = { segment, file };
    }
    return this.#open.file;
  }
}

async function findProblem(file: DiskFile, place: BlobPlace): Promise<string | undefined> {
  const first = new Uint8Array(frameHeadBytes);
  await file.read(first, place.offset);
  const head = decodeFrameHead(first);
  if (head === undefined) return 'there is no frame, or its head is damaged';
  if (head.blobId !== place.blobId) return `the frame there is that of blob ${head.blobId}`;
  if (head.storedLength !== place.storedLength || head.length !== place.length) {
    return `its frame has ${head.storedLength} octets, its row says ${place.storedLength}`;
  }
  const sha256 = createHash('sha256');
  let sum = 0;
  for (let at = 0; at < head.storedLength;) {
    const chunk = new Uint8Array(Math.min(chunkBytes, head.storedLength - at));
    const count = await file.read(chunk, place.offset + frameHeadBytes + at);
    if (count === 0) return 'the file ends inside it';
    const some = chunk.subarray(0, count);
    sum = crc32(some, sum);
    sha256.update(some);
    at += count;
  }
  if (sum !== head.crc32) return 'its octets do not match their CRC-32';
  return Buffer.compare(sha256.digest(), place.sha256) === 0
    ? undefined
    : 'its octets do not match the SHA-256 of its row';
}
