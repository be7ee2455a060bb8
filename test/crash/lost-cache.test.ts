import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { openStore } from '#store/engine/open-store.ts';
import { draft, fileBlob } from '#store/engine/test-operations.ts';

for (const [fate, harm] of [
  ['lost', (path: string): void => fs.rmSync(path)],
  ['damaged', (path: string): void => fs.writeFileSync(path, randomBytes(20_000))],
] as const) {
  test(`A ${fate} cache.db costs no mail, and takes records again`, async () => {
    const folder = fs.mkdtempSync(`${tmpdir()}/postamt-cache-`);
    try {
      const body = randomBytes(500);
      const first = await openStore({ folder, lowWaterBytes: 0 });
      const [place] = await first.write(fileBlob, {}, [draft(body, Uint8Array.of(1))]);
      assert.ok(place);
      await first.close();
      harm(`${folder}/cache.db`);
      const store = await openStore({ folder, lowWaterBytes: 0 });
      assert.deepEqual(await store.readRecords([1]), [undefined]);
      assert.deepEqual(Buffer.from(await store.readBlob(place)), body);
      await store.write(fileBlob, {}, [draft(body, Uint8Array.of(2))]);
      await store.close();
      const again = await openStore({ folder, lowWaterBytes: 0 });
      assert.deepEqual(await again.readRecords([1, 2]), [undefined, Uint8Array.of(2)]);
      await again.close();
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
}
