import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { openMaildrop } from '#core/mailbox/open-maildrop.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { makeAda } from '#test/stage/directory.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';

/** A store with one account whose INBOX holds the texts. */
async function world(texts: readonly string[]) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const { accountId } = await makeAda(store);
  await fillInbox(store, accountId, texts);
  return { clock, store, accountId };
}

test('what is marked is removed by commit only, and unique-ids stay (RFC 1939 §6, §7)', async () => {
  const place = await world(['one\r\n', 'second\r\n', 'three\r\n']);
  const first = await openMaildrop(place, place.accountId);
  assert.deepEqual([first.count, first.octets], [3, 20]);
  const kept = first.message(3);
  assert.ok(kept !== undefined);
  const uniqueId = first.uniqueId(kept);
  for (const [number, text] of ['one\r\n', 'second\r\n', 'three\r\n'].entries()) {
    assert.equal(Buffer.from(await first.read(number + 1)).toString(), text);
  }
  first.delete(1);
  await first.release();

  const second = await openMaildrop(place, place.accountId);
  assert.equal(second.count, 3);
  second.delete(1);
  second.delete(2);
  await second.commit();
  await second.release();

  const third = await openMaildrop(place, place.accountId);
  assert.deepEqual(
    [...third.remaining()].map(([, message]) => third.uniqueId(message)),
    [uniqueId],
  );
  await third.release();
});

test('a maildrop that is open is busy for others (RFC 1939 §4)', async () => {
  const place = await world(['one\r\n']);
  const open = await openMaildrop(place, place.accountId);
  await assert.rejects(
    openMaildrop(place, place.accountId),
    (error) => error instanceof Refusal && error.code === 'maildrop.busy',
  );
  await open.release();
});

test('a message that another client removed can still be read in this session (RFC 1939 §4)', async () => {
  const place = await world(['one\r\n', 'two\r\n']);
  const mine = await openMaildrop(place, place.accountId);
  await mine.release();
  const other = await openMaildrop(place, place.accountId);
  other.delete(2);
  await other.commit();
  await other.release();
  // It waits among the recoverable messages, which keep their bodies.
  assert.equal(Buffer.from(await mine.read(2)).toString(), 'two\r\n');
});
