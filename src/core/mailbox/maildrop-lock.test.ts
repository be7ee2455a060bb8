import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { Refusal } from '#base/refusal.ts';
import { leaseMs, MaildropLock, renewalMs } from '#core/mailbox/maildrop-lock.ts';
import { MemoryStore } from '#store/memory-store.ts';

const busy = (error: unknown) => error instanceof Refusal && error.code === 'maildrop.busy';

test('one session at a time holds a maildrop (RFC 1939 §4)', async () => {
  const clock = new ManualClock();
  const world = { store: new MemoryStore(clock), clock };
  const lock = await MaildropLock.take(world, 1);
  await assert.rejects(MaildropLock.take(world, 1), busy);
  const other = await MaildropLock.take(world, 2);
  await other.release();
  await lock.release();
  const next = await MaildropLock.take(world, 1);
  await assert.rejects(lock.renew(), busy);
  await next.release();
});

test('the lock is renewed while its session lives, and ends after a crash (RFC 1939 §4)', async () => {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const lock = await MaildropLock.take({ store, clock }, 1);
  for (let past = 0; past <= leaseMs; past += renewalMs) {
    clock.advance(renewalMs);
    await Promise.resolve();
  }
  await assert.rejects(MaildropLock.take({ store, clock }, 1), busy);
  await lock.release();

  const dead = new ManualClock(clock.now());
  const crashed = await MaildropLock.take({ store, clock: dead }, 1);
  clock.advance(leaseMs);
  const next = await MaildropLock.take({ store, clock }, 1);
  await assert.rejects(crashed.renew(), busy);
  await next.release();
});
