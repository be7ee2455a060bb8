import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import type { BlobPlace } from '#store/blob.ts';
import { FaultyDisk } from '#store/disk/faulty-disk.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import type { LocalStore } from '#store/engine/local-store.ts';
import { openStore } from '#store/engine/open-store.ts';
import { blobById, draft, dropBlobs, fileBlob } from '#store/engine/test-operations.ts';
import { BlobDamaged } from '#store/store.ts';

type Kept = { readonly place: BlobPlace; readonly body: Buffer };
type World = {
  readonly disk: FaultyDisk;
  readonly folder: string;
  readonly open: () => Promise<LocalStore>;
};

async function inWorld(action: (world: World) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-faults-`);
  const disk = new FaultyDisk(nodeDisk);
  const open = (): Promise<LocalStore> =>
    openStore({ folder, disk, segmentBytesMax: 60_000, lowWaterBytes: 10_000 });
  try {
    await action({ disk, folder, open });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function keep(store: LocalStore): Promise<Kept> {
  const body = randomBytes(5_000);
  const [place] = await store.write(fileBlob, {}, [draft(body, Buffer.from('record'))]);
  assert.ok(place);
  return { place, body };
}

async function holds(store: LocalStore, all: readonly Kept[]): Promise<void> {
  for (const { place, body } of all) {
    assert.ok(await store.read(blobById, place.blobId), `The row of ${place.blobId} is there`);
    assert.deepEqual(Buffer.from(await store.readBlob(place)), body);
  }
}

function refused(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === code;
}

function segmentPath(folder: string, segment: number): string {
  return `${folder}/segments/${String(segment).padStart(10, '0')}.seg`;
}

const faults = [
  { call: 'write', code: 'ENOSPC', refusal: 'store.full' },
  { call: 'write', code: 'EDQUOT', refusal: 'store.full' },
  { call: 'write', code: 'EIO', refusal: 'store.failed' },
  { call: 'datasync', code: 'EIO', refusal: 'store.failed' },
  { call: 'datasync', code: 'ENOSPC', refusal: 'store.full' },
] as const;

for (const { call, code, refusal } of faults) {
  test(`${code} of ${call} answers ${refusal} and costs nothing acknowledged`, async () => {
    await inWorld(async ({ disk, open }) => {
      const store = await open();
      const kept = [await keep(store), await keep(store)];
      for (let round = 0; round < 6; round++) {
        disk.fail(call, code);
        await assert.rejects(keep(store), refused(refusal));
        await holds(store, kept);
        kept.push(await keep(store));
      }
      assert.equal(new Set(kept.map(({ place }) => place.blobId)).size, kept.length);
      await store.close();
      const again = await open();
      await holds(again, kept);
      await holds(again, [await keep(again)]);
      await again.close();
    });
  });
}

test('A file whose sync failed is never synced again', async () => {
  await inWorld(async ({ disk, open }) => {
    const store = await open();
    const before = await keep(store);
    disk.fail('datasync', 'EIO');
    await assert.rejects(keep(store), refused('store.failed'));
    const synced: string[] = [];
    const check = disk.check.bind(disk);
    disk.check = (call, path) => {
      if (call === 'datasync') synced.push(path);
      check(call, path);
    };
    const after = await keep(store);
    assert.equal(after.place.segment, before.place.segment + 1);
    await store.close();
    assert.ok(synced.length > 0);
    assert.deepEqual(
      synced.filter((path) => path.endsWith('0000000001.seg')),
      [],
    );
  });
});

test('The low-water mark refuses bodies but not what frees space', async () => {
  await inWorld(async ({ disk, open }) => {
    const store = await open();
    const kept = await keep(store);
    const doomed = await keep(store);
    disk.freeBytesNow = 9_000;
    await assert.rejects(keep(store), refused('store.full'));
    await store.write(dropBlobs, [doomed.place.blobId]);
    disk.freeBytesNow = 4_000;
    await assert.rejects(store.write(dropBlobs, [doomed.place.blobId]), refused('store.full'));
    disk.freeBytesNow = undefined;
    await holds(store, [kept, await keep(store)]);
    await store.close();
  });
});

test('A seal that fails costs no later message, also not after two more segments', async () => {
  await inWorld(async ({ disk, folder, open }) => {
    const store = await open();
    const kept = [await keep(store)];
    disk.protect = () => {
      throw Object.assign(new Error('EIO: protect'), { code: 'EIO' });
    };
    for (let count = 0; count < 40; count++) {
      const one = await keep(store).catch(() => undefined);
      if (one !== undefined) kept.push(one);
    }
    disk.protect = (path, mode) => nodeDisk.protect(path, mode);
    assert.ok(kept.length > 20);
    await store.close();
    const again = await open();
    assert.ok(fs.existsSync(segmentPath(folder, 2)));
    await holds(again, kept);
    await again.close();
  });
});

test('A flipped bit is BlobDamaged, never served, and its row stays', async () => {
  await inWorld(async ({ folder, open }) => {
    const store = await open();
    const kept = [await keep(store), await keep(store), await keep(store)];
    await store.close();
    const [, rotten] = kept;
    assert.ok(rotten);
    for (const at of [10, 44, 79, 80, 80 + 4_999]) {
      flipBit(segmentPath(folder, 1), rotten.place.offset + at);
      const again = await open();
      await assert.rejects(again.readBlob(rotten.place), BlobDamaged);
      await assert.rejects(again.readBlobSlice(rotten.place, 0, 10), BlobDamaged);
      assert.ok(await again.read(blobById, rotten.place.blobId));
      await holds(again, [...kept.slice(0, 1), ...kept.slice(2)]);
      await again.close();
      flipBit(segmentPath(folder, 1), rotten.place.offset + at);
    }
  });
});

test('A torn tail behind the last commit goes at start', async () => {
  await inWorld(async ({ folder, open }) => {
    const store = await open();
    const kept = [await keep(store), await keep(store)];
    await store.close();
    const end = Math.max(...kept.map(({ place }) => place.offset + 80 + place.storedLength));
    const whole = fs.readFileSync(segmentPath(folder, 1)).subarray(0, end);
    const torn = [whole.subarray(64, 3_000), whole.subarray(64, 100), randomBytes(20_000)];
    for (const tail of torn) {
      fs.writeFileSync(segmentPath(folder, 1), Buffer.concat([whole, tail]));
      const again = await open();
      await holds(again, kept);
      await again.close();
    }
    const last = await open();
    await holds(last, [...kept, await keep(last)]);
    await last.close();
  });
});

for (const damage of ['deleted', 'garbage', 'empty']) {
  test(`A cache.db that is ${damage} is made anew`, async () => {
    await inWorld(async ({ folder, open }) => {
      const store = await open();
      const kept = await keep(store);
      await store.close();
      for (const suffix of ['', '-wal', '-shm'])
        fs.rmSync(`${folder}/cache.db${suffix}`, { force: true });
      if (damage === 'garbage') fs.writeFileSync(`${folder}/cache.db`, randomBytes(50_000));
      if (damage === 'empty') fs.writeFileSync(`${folder}/cache.db`, '');
      const again = await open();
      await holds(again, [kept]);
      assert.deepEqual(await again.readRecords([kept.place.blobId]), [undefined]);
      again.keepRecord(kept.place.blobId, Buffer.from('anew'));
      await keep(again);
      assert.deepEqual(await again.readRecords([kept.place.blobId]), [
        new Uint8Array(Buffer.from('anew')),
      ]);
      await again.close();
    });
  });
}

function flipBit(path: string, at: number): void {
  const octets = fs.readFileSync(path);
  octets.writeUInt8(octets.readUInt8(at) ^ 4, at);
  fs.writeFileSync(path, octets);
}
