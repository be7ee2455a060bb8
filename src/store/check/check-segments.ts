import type { Disk, DiskFile } from '#base/disk.ts';
import type { Finding } from '#store/check/finding.ts';
import type { SqliteSession } from '#store/engine/sqlite-session.ts';
import { segmentHeadBytes, isSegmentHead } from '#store/segments/frame.ts';
import { segmentName, segmentNumber } from '#store/segments/segment-name.ts';
import { statement } from '#store/statement.ts';
import { Tx } from '#store/work.ts';

type SegmentRow = { readonly segment: number; readonly state: number; readonly bytes: number };

const selectSegments = statement<SegmentRow>(
  'SELECT segment AS "segment", state AS "state", bytes AS "bytes" FROM segment ORDER BY segment',
);
const selectHomeless = statement<{ blobId: number; segment: number }>(`
  SELECT blob_id AS "blobId", segment AS "segment" FROM blob
  WHERE segment NOT IN (SELECT segment FROM segment) ORDER BY blob_id LIMIT 100`);

/** Segment files against the rows that know them. */
export function checkSegments(session: SqliteSession, disk: Disk, folder: string): Finding[] {
  const first = findWrong(session, disk, folder);
  if (first.length === 0) return first;
  // A running server may have been between a file and its row: only what stays wrong counts.
  const again = new Set(
    findWrong(session, disk, folder).map(({ where, problem }) => where + problem),
  );
  return first.filter(({ where, problem }) => again.has(where + problem));
}

function findWrong(session: SqliteSession, disk: Disk, folder: string): Finding[] {
  const tx = new Tx(0);
  const rows = session.drive(tx.all(selectSegments));
  const files = new Set(disk.list(folder));
  const findings: Finding[] = [];
  const add = (where: string, problem: string): void => {
    findings.push({ kind: 'segment', where, problem });
  };
  for (const row of rows) {
    const name = segmentName(row.segment);
    if (!files.delete(name)) add(name, 'the file is not there');
    else {
      const problem = problemOf(disk, `${folder}/${name}`, row);
      if (problem !== undefined) add(name, problem);
    }
  }
  for (const name of files) {
    if (segmentNumber(name) !== undefined)
      add(name, 'no row knows this file; the next start removes it');
    else add(name, 'this file is no segment');
  }
  for (const { blobId, segment } of session.drive(tx.all(selectHomeless))) {
    add(`blob ${blobId}`, `no row knows its segment ${segment}`);
  }
  return findings;
}

function problemOf(disk: Disk, path: string, row: SegmentRow): string | undefined {
  let file: DiskFile;
  try {
    file = disk.open(path, 'read');
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  try {
    const head = new Uint8Array(segmentHeadBytes);
    const count = file.readSync(head, 0);
    if (count < segmentHeadBytes || !isSegmentHead(head, row.segment)) return 'its head is damaged';
    const sealedShort = row.state === 1 && row.bytes > file.sizeSync();
    return sealedShort ? `it has ${file.sizeSync()} octets, its row says ${row.bytes}` : undefined;
  } finally {
    file.close();
  }
}
