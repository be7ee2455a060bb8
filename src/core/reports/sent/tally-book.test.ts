import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import {
  dayMs,
  talliesPerWriteMax,
  TallyBook,
  talliesWaitingMax,
  tallyFlushMs,
} from '#core/reports/sent/tally-book.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { readTallies } from '#store/operations/reports/tallies.ts';
import type { Store } from '#store/store.ts';

const start = Date.UTC(2026, 0, 1);

/** A store that refuses so many writes first. */
class BusyStore extends MemoryStore {
  refusals = 0;
  writes = 0;

  override readonly write: Store['write'] = async (operation, input, drafts) => {
    this.writes++;
    if (this.refusals-- > 0) throw new Refusal('store.full', 'The disk is full');
    return await super.write(operation, input, drafts);
  };
}

function stage() {
  const clock = new ManualClock(start);
  const store = new BusyStore(clock);
  const book = new TallyBook({ store, clock, log: silentLog }, 'dmarc');
  const written = async (day = start / dayMs): Promise<number> => {
    const place = { kind: 'dmarc', day, domain: 'x.test', afterDigest: '' } as const;
    const rows = await store.read(readTallies, { ...place, limit: 100_000 });
    return rows.reduce((sum, { count }) => sum + count, 0);
  };
  return { clock, store, book, written };
}

test('Nothing is written before its time, and then in batches', async () => {
  const { clock, store, book, written } = stage();
  for (let at = 0; at < talliesPerWriteMax + 1; at++) book.count('x.test', `[${at}]`);
  for (let at = 0; at < 1_000; at++) book.count('x.test', '[0]');
  clock.advance(tallyFlushMs - 1);
  assert.equal(store.writes, 0);
  clock.advance(1);
  await book.flush();
  assert.equal(store.writes, 2);
  assert.equal(await written(), talliesPerWriteMax + 1_001);
});

test('What the store refuses waits on, is bounded, and is counted once', async () => {
  const { store, book, written } = stage();
  book.count('x.test', '[1]');
  store.refusals = 1;
  await book.flush();
  assert.equal(await written(), 0);
  book.count('x.test', '[1]');
  await Promise.all([book.flush(), book.flush()]);
  assert.equal(await written(), 2);
  store.refusals = 1_000_000;
  for (let at = 0; at < talliesWaitingMax + 500; at++) {
    book.count('x.test', `[${at}]`);
    if (at % 997 === 0) await book.flush();
  }
  await book.flush();
  store.refusals = 0;
  await book.flush();
  assert.equal(await written(), 2 + talliesWaitingMax);
});

test('Each day has its own numbers', async () => {
  const { clock, book, written } = stage();
  book.count('x.test', '[1]');
  clock.advance(dayMs);
  book.count('x.test', '[1]');
  await book.flush();
  assert.deepEqual([await written(), await written(start / dayMs + 1)], [1, 1]);
});
