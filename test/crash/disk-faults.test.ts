import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { FaultyDisk } from '#store/disk/faulty-disk.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { openStore } from '#store/engine/open-store.ts';
import { draft, dropBlobs, fileBlob } from '#store/engine/test-operations.ts';
import { BlobDamaged } from '#store/store.ts';
import { bodies, message, say } from '#test/conversations/smtp/say.ts';
import { smtpStage } from '#test/conversations/smtp/stage.ts';

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-faults-`);
  try {
    await action(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('SMTP accepts what a failing disk kept, and nothing else (RFC 5321 §4.2.5)', async () => {
  await inFolder(async (folder) => {
    const disk = new FaultyDisk(nodeDisk);
    const open = { folder, disk, lowWaterBytes: 1_000 };
    const store = await openStore(open);
    const stage = await smtpStage({ store });
    const send = async (subject: string): Promise<string> => {
      const text = message(['ada@example.test'], `Subject: ${subject}\r\n\r\ntext`);
      return say(stage, 'mx', `EHLO c.test\r\n${text}QUIT\r\n`);
    };
    assert.match(await send('one'), /250 2\.0\.0 Filed/u);
    disk.freeBytesNow = 999;
    assert.match(await send('low water'), /452 4\.3\.1/u);
    disk.freeBytesNow = undefined;
    disk.fail('write', 'ENOSPC');
    assert.match(await send('full'), /452 4\.3\.1/u);
    disk.fail('write', 'EIO');
    assert.match(await send('broken'), /451 4\.3\.0/u);
    disk.fail('datasync', 'EIO');
    assert.match(await send('unsynced'), /451 4\.3\.0/u);
    assert.match(await send('two'), /250 2\.0\.0 Filed/u);
    await store.close();

    const again = await openStore(open);
    const kept = await bodies({ ...stage, store: again }, stage.accounts.ada);
    const subjects = kept.map((body) => /^Subject: (.*)\r$/mu.exec(body)?.[1]);
    assert.deepEqual(subjects, ['one', 'two']);
    await again.close();
  });
});

test('A flipped bit is told on every read, also after a restart, and never cleared away', async () => {
  await inFolder(async (folder) => {
    const options = { folder, lowWaterBytes: 0, segmentBytesMax: 50_000 };
    const first = await openStore(options);
    const places = [];
    for (let count = 0; count < 6; count++) {
      places.push(...(await first.write(fileBlob, {}, [draft(randomBytes(9_000))])));
    }
    await first.close();
    const path = `${folder}/segments/0000000001.seg`;
    const [, , rotten] = places;
    assert.ok(rotten);
    const octets = fs.readFileSync(path);
    const at = rotten.offset + 4_000;
    octets[at] = (octets[at] ?? 0) ^ 1;
    fs.chmodSync(path, 0o600);
    fs.writeFileSync(path, octets);
    const store = await openStore(options);
    await assert.rejects(store.readBlob(rotten), BlobDamaged);
    await store.write(dropBlobs, [1, 2, 4]);
    await assert.rejects(store.compact(), BlobDamaged);
    assert.deepEqual(fs.readFileSync(path), octets);
    await assert.rejects(store.readBlob(rotten), BlobDamaged);
    await store.close();
  });
});
