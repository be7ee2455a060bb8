import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { blobById, draft, fileBlob } from '#store/engine/test-operations.ts';
import { writeOperation } from '#store/operation.ts';
import { connectStore } from '#store/thread/connect-store.ts';
import { startWriter, type WriterThread } from '#store/thread/start-writer.ts';

const catalogue = new URL('../engine/test-operations.ts', import.meta.url).href;

async function withWriter(
  action: (writer: WriterThread, folder: string) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-thread-`);
  const writer = await startWriter({ folder, catalogue });
  try {
    await action(writer, folder);
  } finally {
    await writer.close();
    fs.rmSync(folder, { recursive: true });
  }
}

test('Edges write through the writer thread and read what was answered', async () => {
  await withWriter(async (writer, folder) => {
    const one = await connectStore(writer.connect(), { folder });
    const two = await connectStore(writer.connect(), { folder });
    const heard = Promise.withResolvers();
    await two.watch(7, heard.resolve).started;
    const bodies = [10, 8_000, 200_000].map((length) => randomBytes(length));
    const drafts = bodies.map((body) => draft(Uint8Array.from(body), body.subarray(0, 4)));
    const places = await Promise.all(drafts.map((one_) => one.write(fileBlob, {}, [one_])));
    for (const [index, [place]] of places.entries()) {
      assert.ok(place);
      assert.deepEqual((await two.read(blobById, place.blobId))?.blobId, place.blobId);
      assert.deepEqual(Buffer.from(await two.readBlob(place)), bodies[index]);
    }
    assert.deepEqual(await heard.promise, { accountId: 7, modseq: 3, mailboxIds: [1] });
    one.close();
    // The other edge goes on.
    await two.write(fileBlob, {}, [draft(randomBytes(10))]);
    two.close();
  });
});

test('Refusals, bugs and unknown operations come back as what they are', async () => {
  await withWriter(async (writer, folder) => {
    const store = await connectStore(writer.connect(), { folder });
    await assert.rejects(
      store.write(fileBlob, { fate: 'refuse' }),
      (error) => error instanceof Refusal && error.code === 'mailbox.absent',
    );
    await assert.rejects(
      store.write(fileBlob, { fate: 'throw' }, [draft(randomBytes(9))]),
      /A bug after a write/,
    );
    const unknown = writeOperation('test.unknown', function* () {});
    await assert.rejects(store.write(unknown, undefined), /catalogue/);
    store.close();
    await assert.rejects(store.write(fileBlob, {}), isRefusal('store.closed'));
  });
});

test('A writer thread that is closed refuses what still comes', async () => {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-thread-`);
  const writer = await startWriter({ folder, catalogue });
  const store = await connectStore(writer.connect(), { folder });
  await assert.rejects(startWriter({ folder, catalogue }), /another Postamt uses it/);
  const pending = store.write(fileBlob, {}, [draft(randomBytes(9))]);
  await pending;
  await writer.close();
  await assert.rejects(store.write(fileBlob, {}), Refusal);
  store.close();
  fs.rmSync(folder, { recursive: true });
});

function isRefusal(code: string): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === code;
}
