import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { FaultyDisk } from '#store/disk/faulty-disk.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { draft } from '#store/engine/test-operations.ts';
import { segmentHeadBytes } from '#store/segments/frame.ts';
import { SegmentWriter } from '#store/segments/segment-writer.ts';

async function withWriter(
  action: (writer: SegmentWriter, disk: FaultyDisk) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-segments-`);
  const disk = new FaultyDisk(nodeDisk);
  const first = { segment: 1, offset: segmentHeadBytes };
  const writer = new SegmentWriter(disk, folder, first, 4_000_000);
  try {
    await action(writer, disk);
  } finally {
    await writer.close();
    fs.rmSync(folder, { recursive: true });
  }
}

test('A failed sync of zeros written ahead fails the bodies behind it', async () => {
  await withWriter(async (writer, disk) => {
    disk.fail('datasync', 'EIO');
    writer.preallocate();
    await writer.append([draft(randomBytes(100))], [1]);
    await assert.rejects(writer.sync(), /EIO/);
    assert.equal(writer.tainted, true);
  });
});

test('A file whose sync failed is not synced again, and the next segment is', async () => {
  await withWriter(async (writer, disk) => {
    await writer.append([draft(randomBytes(100))], [1]);
    disk.fail('datasync', 'EIO');
    await assert.rejects(writer.sync(), /EIO/);
    await assert.rejects(writer.sync(), /EIO/);
    await writer.rotate();
    await writer.append([draft(randomBytes(100))], [2]);
    await writer.sync();
    assert.equal(writer.end.segment, 2);
  });
});
