import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import type { BlobPlace } from '#store/blob.ts';
import { FaultyDisk } from '#store/disk/faulty-disk.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import type { LocalStore } from '#store/engine/local-store.ts';
import { openStore } from '#store/engine/open-store.ts';
import type { StoreOptions } from '#store/engine/open-writer.ts';
import { blobById, draft, dropBlobs, fileBlob } from '#store/engine/test-operations.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { BlobDamaged } from '#store/store.ts';

async function inFolder(
  options: Partial<StoreOptions>,
  action: (open: () => Promise<LocalStore>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-engine-`);
  try {
    await action(() => openStore({ folder, ...options }), folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function fileOne(store: LocalStore, bytes: Uint8Array): Promise<BlobPlace> {
  const [place] = await store.write(fileBlob, {}, [draft(bytes)]);
  assert.ok(place);
  return place;
}

test('Bodies, records and ids survive a restart', async () => {
  await inFolder({}, async (open) => {
    const bodies = Array.from({ length: 20 }, (_, index) => randomBytes(100 + index * 999));
    const first = await open();
    const answers = await Promise.all(
      bodies.map((body, index) => first.write(fileBlob, {}, [draft(body, Buffer.from([index]))])),
    );
    await first.close();
    const store = await open();
    for (const [index, [place]] of answers.entries()) {
      assert.ok(place);
      assert.deepEqual(Buffer.from(await store.readBlob(place)), bodies[index]);
      assert.deepEqual((await store.read(blobById, place.blobId))?.offset, place.offset);
    }
    assert.deepEqual(await store.readRecords([3, 99]), [Uint8Array.of(2), undefined]);
    assert.equal((await fileOne(store, randomBytes(10))).blobId, 21);
    await store.close();
  });
});

test('A refusal and a bug in one batch cost the others nothing', async () => {
  await inFolder({}, async (open) => {
    const store = await open();
    const fates = ['', 'refuse', '', 'throw', ''];
    const results = await Promise.allSettled(
      fates.map((fate) => store.write(fileBlob, { fate }, [draft(randomBytes(50))])),
    );
    assert.deepEqual(
      results.map((result) => result.status === 'fulfilled'),
      [true, false, true, false, true],
    );
    assert.equal(await store.read(blobById, 4), undefined);
    await store.close();
  });
});

test('A second store on the same data directory is refused', async () => {
  await inFolder({}, async (open) => {
    const store = await open();
    await assert.rejects(open(), /another Postamt uses it/);
    await store.close();
    await (await open()).close();
  });
});

test('Segments are sealed when full and read across', async () => {
  await inFolder({ segmentBytesMax: 50_000 }, async (open, folder) => {
    const store = await open();
    const places = [];
    for (let count = 0; count < 12; count++) places.push(await fileOne(store, randomBytes(9_000)));
    assert.deepEqual(new Set(places.map((place) => place.segment)), new Set([1, 2, 3]));
    for (const place of places) {
      const body = await store.readBlob(place);
      assert.deepEqual(createHash('sha256').update(body).digest(), Buffer.from(place.sha256));
    }
    const mode = fs.statSync(`${folder}/segments/0000000001.seg`).mode & 0o777;
    assert.equal(mode, 0o444);
    await store.close();
  });
});

test('A spool file is stored as bytes are, and slices are those of the body', async () => {
  await inFolder({}, async (open) => {
    const store = await open();
    const bytes = randomBytes(3_000_000);
    const spoolPath = store.spoolPath();
    fs.writeFileSync(spoolPath, bytes);
    const spooled = { ...draft(bytes), source: { spoolPath } };
    const [place] = await store.write(fileBlob, {}, [spooled]);
    assert.ok(place);
    for (const start of [2_999_000, 5]) {
      const slice = await store.readBlobSlice(place, start, start + 5_000);
      assert.deepEqual(Buffer.from(slice), bytes.subarray(start, start + 5_000));
    }
    await store.close();
  });
});

test('Damaged octets are reported and never served', async () => {
  await inFolder({}, async (open, folder) => {
    const store = await open();
    const place = await fileOne(store, randomBytes(500));
    const handle = fs.openSync(`${folder}/segments/0000000001.seg`, 'r+');
    fs.writeSync(handle, Buffer.from('rot'), 0, 3, place.offset + 200);
    fs.closeSync(handle);
    await assert.rejects(store.readBlob(place), BlobDamaged);
    await store.close();
  });
});

test('A failed fdatasync fails its bodies and goes on in a new segment', async () => {
  const disk = new FaultyDisk(nodeDisk);
  await inFolder({ disk }, async (open) => {
    const store = await open();
    const before = await fileOne(store, randomBytes(100));
    disk.fail('datasync', 'EIO');
    await assert.rejects(fileOne(store, randomBytes(100)), isRefusal('store.failed'));
    const after = await fileOne(store, randomBytes(100));
    assert.equal(after.segment, before.segment + 1);
    await store.readBlob(before);
    await store.close();
  });
});

test('A full disk refuses with store.full and recovers', async () => {
  const disk = new FaultyDisk(nodeDisk);
  await inFolder({ disk }, async (open) => {
    const store = await open();
    disk.fail('write', 'ENOSPC');
    await assert.rejects(fileOne(store, randomBytes(100)), isRefusal('store.full'));
    disk.freeBytesNow = 1_000;
    await assert.rejects(fileOne(store, randomBytes(100)), isRefusal('store.full'));
    disk.freeBytesNow = undefined;
    const body = randomBytes(100);
    const place = await fileOne(store, body);
    assert.deepEqual(Buffer.from(await store.readBlob(place)), body);
    await store.close();
  });
});

test('A segment with a damaged body stays, and does not keep others from being compacted', async () => {
  await inFolder({ segmentBytesMax: 50_000 }, async (open, folder) => {
    const store = await open();
    const places: BlobPlace[] = [];
    for (let count = 0; count < 12; count++) places.push(await fileOne(store, randomBytes(9_000)));
    const segments = places.map(({ segment }) => segment);
    assert.deepEqual([...new Set(segments)], [1, 2, 3]);
    const kept = places.filter(({ segment }, index) => segments.indexOf(segment) === index);
    const dead = places.filter((place) => !kept.includes(place) && place.segment < 3);
    await store.write(
      dropBlobs,
      dead.map(({ blobId }) => blobId),
    );
    const handle = fs.openSync(`${folder}/segments/0000000001.seg`, 'r+');
    fs.writeSync(handle, Buffer.from('rot'), 0, 3, (kept[0]?.offset ?? 0) + 200);
    fs.closeSync(handle);
    await assert.rejects(store.compact(), BlobDamaged);
    assert.equal(await store.compact(), 2);
    assert.equal(await store.compact(), undefined);
    assert.equal(fs.existsSync(`${folder}/segments/0000000001.seg`), true);
    await store.close();
  });
});

test('What was to be erased goes from a segment that is not full', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  await inFolder({ clock }, async (open, folder) => {
    const store = await open();
    const [gone, kept] = [await fileOne(store, randomBytes(900)), randomBytes(900)];
    const place = await fileOne(store, kept);
    await store.write(dropBlobs, [gone.blobId]);
    clock.advance(13 * 86_400_000);
    assert.equal(await store.compact(), undefined);
    clock.advance(86_400_000);
    assert.equal(await store.compact(), 1);
    assert.equal(await store.compact(), undefined);
    assert.deepEqual(fs.readdirSync(`${folder}/segments`), ['0000000002.seg']);
    assert.deepEqual(Buffer.from(await store.readBlob(place)), kept);
    await store.close();
  });
});

test('Compaction frees a half dead segment while old places stay readable', async () => {
  await inFolder({ segmentBytesMax: 50_000 }, async (open, folder) => {
    const store = await open();
    const bodies = Array.from({ length: 6 }, () => randomBytes(9_000));
    const places: BlobPlace[] = [];
    for (const body of bodies) places.push(await fileOne(store, body));
    assert.equal(await store.compact(), undefined);
    await store.write(dropBlobs, [1, 2, 4]);
    assert.equal(await store.compact(), 1);
    assert.equal(fs.existsSync(`${folder}/segments/0000000001.seg`), false);
    await store.close();
    const again = await open();
    for (const index of [2, 4, 5]) {
      const place: BlobPlace | undefined = places[index];
      assert.ok(place);
      assert.deepEqual(Buffer.from(await again.readBlob(place)), bodies[index]);
    }
    await again.close();
  });
});

test('Watchers hear of a commit once per account and batch', async () => {
  const store = new MemoryStore();
  const heard: number[] = [];
  const { stop } = store.watch(7, (hint) => heard.push(hint.modseq));
  await Promise.all([1, 2, 3].map(() => store.write(fileBlob, {}, [draft(randomBytes(9))])));
  stop();
  await store.write(fileBlob, {}, [draft(randomBytes(9))]);
  assert.deepEqual(heard, [3]);
  await store.close();
});

test('A memory store takes spool files', async () => {
  const store = new MemoryStore();
  const bytes = randomBytes(2_000);
  const spoolPath = store.spoolPath();
  fs.writeFileSync(spoolPath, bytes);
  const [place] = await store.write(fileBlob, {}, [{ ...draft(bytes), source: { spoolPath } }]);
  assert.ok(place);
  assert.deepEqual(Buffer.from(await store.readBlob(place)), bytes);
  await store.close();
  assert.equal(fs.existsSync(spoolPath), false);
});

function isRefusal(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === code;
}
