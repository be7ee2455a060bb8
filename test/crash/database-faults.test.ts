/** The disk fails below SQLite: nothing acknowledged is lost, nothing refused comes back. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';

import { openStore } from '#store/engine/open-store.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { compileLibrary } from '#test/crash/compile.ts';
import { draftOf } from '#test/stage/draft.ts';

const folder = fs.mkdtempSync(`${tmpdir()}/postamt-database-faults-`);
after(() => fs.rmSync(folder, { recursive: true }));

const library = `${folder}/fault.so`;
compileLibrary('./fault.c', library);

/** Ada's, the only account. */
const inbox = { accountId: 1, mailboxId: 1 };

type Fate = {
  readonly moment: 'before' | 'during' | 'after';
  readonly length: number;
  readonly uid?: number;
  readonly code?: string;
};

type Fault = {
  readonly title: string;
  readonly file: string;
  /** As fault.c names it. */
  readonly letter: string;
  /** What a write is refused by meanwhile; undefined where it must not notice. */
  readonly code: string | undefined;
};

const faults: readonly Fault[] = [
  { title: 'the WAL meets EIO', file: 'meta.db-wal', letter: 'E', code: 'store.failed' },
  { title: 'the WAL meets a full disk', file: 'meta.db-wal', letter: 'F', code: 'store.full' },
  { title: 'a sync of the WAL fails', file: 'meta.db-wal', letter: 'S', code: 'store.failed' },
  { title: 'a checkpoint meets EIO', file: '/meta.db', letter: 'E', code: undefined },
  { title: 'a sync after a checkpoint fails', file: '/meta.db', letter: 'S', code: undefined },
];

function run(fault: Fault, end: 'recover' | 'die', data: string): Fate[] {
  const control = `${data}.switch`;
  fs.writeFileSync(control, '0');
  fs.mkdirSync(data);
  const victim = new URL('./database-victim.ts', import.meta.url).pathname;
  const walPages = fault.file === '/meta.db' ? '1' : '100000';
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [victim, data, fault.letter, walPages, end],
    {
      env: {
        ...process.env,
        LD_PRELOAD: library,
        FAULT_NAME: fault.file,
        FAULT_SWITCH: control,
      },
      encoding: 'utf8',
    },
  );
  if (end === 'die') assert.equal(signal, 'SIGKILL', stderr);
  else assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fate);
}

/** Opens what is left and holds it to what was answered; returns the lengths that are there. */
async function inspect(data: string, fates: readonly Fate[]): Promise<number[]> {
  const store = await openStore({ folder: data, lowWaterBytes: 0 });
  try {
    const rows = await store.read(loadEntries, { ...inbox, afterUid: 0, limit: 100 });
    const messageIds = rows.map(([, messageId]) => messageId);
    const blobs = await store.read(messageBlobs, { accountId: 1, messageIds });
    const lengths = new Map<number, number>();
    for (const [uid, messageId] of rows) {
      const blob = blobs.find(([id]) => id === messageId);
      assert.ok(blob, `UID ${uid} has no body`);
      const [, blobId, segment, offset, storedLength, length, sha256] = blob;
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      lengths.set(uid, (await store.readBlob(place)).length);
    }
    for (const { uid, length } of fates) {
      if (uid !== undefined) assert.equal(lengths.get(uid), length, `UID ${uid} was acknowledged`);
    }
    const message = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, flags: 0 };
    const messages = [{ ...message, keywords: [] }];
    const { uids } = await store.write(appendMessages, { ...inbox, messages }, [draftOf('next')]);
    const highest = Math.max(...lengths.keys(), ...fates.map(({ uid }) => uid ?? 0));
    assert.ok((uids[0] ?? 0) > highest, 'A UID is given a second time');
    return [...lengths.values()];
  } finally {
    await store.close();
    const database = new DatabaseSync(`${data}/meta.db`, { readOnly: true });
    assert.deepEqual(
      { ...database.prepare('PRAGMA integrity_check').get() },
      { integrity_check: 'ok' },
    );
    database.close();
  }
}

for (const [index, fault] of faults.entries()) {
  test(`When ${fault.title}, writes are ${fault.code ?? 'accepted'} until it is over`, async () => {
    const data = `${folder}/recover-${index}`;
    const fates = run(fault, 'recover', data);
    const said = fates.map(({ moment, code }) => `${moment} ${code ?? 'filed'}`);
    const during = `during ${fault.code ?? 'filed'}`;
    const expected = ['before filed', during, 'after filed'];
    assert.deepEqual(
      said,
      expected.flatMap((one) => [one, one, one]),
    );
    const there = await inspect(data, fates);
    assert.equal(there.length, fates.filter(({ uid }) => uid !== undefined).length);
  });

  test(`Killed while ${fault.title}, the server finds all it has acknowledged`, async () => {
    const data = `${folder}/die-${index}`;
    const fates = run(fault, 'die', data);
    // What was refused may be found: its sender tries again and is known by the digest.
    await inspect(data, fates);
  });
}
