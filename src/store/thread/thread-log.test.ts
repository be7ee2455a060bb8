import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';

import { type Log, type LogFields, silentLog } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import { draft, fileBlob } from '#store/engine/test-operations.ts';
import { connectStore } from '#store/thread/connect-store.ts';
import { startWriter } from '#store/thread/start-writer.ts';
import { ThreadLog } from '#store/thread/thread-log.ts';

const catalogue = new URL('../engine/test-operations.ts', import.meta.url).href;

test('What the writer refuses for want of room is in the log of the main thread, once', async () => {
  const folder = fs.mkdtempSync(`${tmpdir()}/postamt-thread-log-`);
  const lines: { message: string; fields: LogFields | undefined }[] = [];
  const error = (message: string, fields?: LogFields): void => void lines.push({ message, fields });
  const log: Log = { ...silentLog, error };
  const lowWaterBytes = Number.MAX_SAFE_INTEGER;
  const writer = await startWriter({ folder, catalogue, log, lowWaterBytes });
  try {
    const store = await connectStore(writer.connect(), { folder });
    for (let count = 0; count < 3; count++) {
      await assert.rejects(
        store.write(fileBlob, {}, [draft(randomBytes(9))]),
        (refusal) => refusal instanceof Refusal && refusal.code === 'store.full',
      );
    }
    store.close();
  } finally {
    await writer.close();
    fs.rmSync(folder, { recursive: true });
  }
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['The disk is nearly full, refusing messages'],
  );
  assert.equal(lines[0]?.fields?.['lowWaterBytes'], lowWaterBytes);
});

test('A line keeps what is known of its error on the way to another thread', () => {
  const sent: unknown[] = [];
  const log = new ThreadLog((line) => sent.push(structuredClone(line))).child({ part: 'writer' });
  const error = Object.assign(new Error('disk I/O error'), { errcode: 1_034, code: 'ERR_X' });
  log.error('Commit failed', { error });
  const { stack } = error;
  const plain = { type: 'Error', message: 'disk I/O error', stack, code: 'ERR_X', errcode: 1_034 };
  const rest = { errstr: undefined, syscall: undefined, path: undefined };
  assert.deepEqual(sent, [
    {
      level: 'error',
      message: 'Commit failed',
      fields: { part: 'writer', error: { ...plain, ...rest } },
    },
  ]);
});
