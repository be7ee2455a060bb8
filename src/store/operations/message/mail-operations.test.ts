import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { BlobDraft } from '#store/blob.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { makeAda } from '#test/stage/directory.ts';
import { fc } from '#test/stage/property.ts';

const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0 };

function body(length: number): BlobDraft {
  const bytes = new Uint8Array(length);
  const sha256 = new Uint8Array(32);
  return { source: { bytes }, length, crc32: 0, sha256, record: undefined };
}

async function makeStore(): Promise<{ store: MemoryStore; accountId: number }> {
  const store = new MemoryStore(new ManualClock());
  const { accountId } = await makeAda(store);
  return { store, accountId };
}

test('a delivery is filed once for a retransmission and shares its body (RFC 5321 §4.5.3.2.6)', async () => {
  const { store, accountId } = await makeStore();
  const recipient = { accountId, flags: 0, keywords: ['$Junk'] };
  const input = { ...facts, digest: 7, recipients: [recipient], whenFull: 'refuse' as const };
  const first = await store.write(deliver, input, [body(100)]);
  const again = await store.write(deliver, input, [body(100)]);
  const [one, two] = [first.recipients[0], again.recipients[0]];
  assert.ok(one?.ok === true && two?.ok === true);
  assert.deepEqual([one.duplicate, two.duplicate, two.uid], [false, true, one.uid]);
  const blobs = await store.read(messageBlobs, { accountId, messageIds: [one.messageId] });
  assert.equal(blobs.length, 1);
  assert.equal((await store.read(accountUsage, { accountId })).usedBytes, 100);
});

test('an expunged message frees its quota and can be restored under a new UID', async () => {
  const { store, accountId } = await makeStore();
  const message = { ...facts, flags: 8, keywords: [] };
  const input = { accountId, mailboxId: 1, messages: [message] };
  const { messageIds } = await store.write(appendMessages, input, [body(9)]);
  await store.write(expungeMessages, { accountId, mailboxId: 1 });
  assert.equal((await store.read(accountUsage, { accountId })).usedBytes, 0);
  const { restored } = await store.write(restoreMessages, { accountId, messageIds });
  assert.deepEqual(restored, [[messageIds[0], 1, 2]]);
  const usage = await store.read(accountUsage, { accountId });
  assert.deepEqual([usage.usedBytes, usage.usedCount, usage.tenantUsedBytes], [9, 1, 9]);
});

type Entry = { flags: number; size: number; words: string };
type Command = {
  kind: 'append' | 'copy' | 'move' | 'flags' | 'expunge';
  from: number;
  to: number;
  uids: number[];
  flags: number;
  word: boolean;
  action: 'add' | 'remove' | 'replace';
};

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('append', 'append', 'copy', 'move', 'flags', 'expunge'),
    from: fc.nat(1),
    to: fc.nat(1),
    uids: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }),
    flags: fc.nat(31),
    word: fc.boolean(),
    action: fc.constantFrom('add', 'remove', 'replace'),
  }),
  { maxLength: 25 },
);

class Model {
  readonly boxes = [0, 1].map(() => ({
    next: 1,
    entries: new Map<number, Entry>(),
    vanished: new Set<number>(),
  }));

  box(index: number) {
    const box = this.boxes[index];
    assert.ok(box);
    return box;
  }

  add(index: number, entry: Entry): void {
    const box = this.box(index);
    box.entries.set(box.next++, { ...entry });
  }

  apply({ kind, from, to, uids, flags, word, action }: Command): void {
    const box = this.box(from);
    if (kind === 'append')
      return this.add(from, { flags, size: flags + 1, words: word ? 'w' : '' });
    for (const uid of uids.toSorted((a, b) => a - b)) {
      const entry = box.entries.get(uid);
      if (entry === undefined) continue;
      if (kind === 'copy' || kind === 'move') this.#snapshots.push([to, { ...entry }]);
      if (kind === 'flags') {
        if (action === 'add') entry.flags |= flags;
        else if (action === 'remove') entry.flags &= ~flags;
        else entry.flags = flags;
        if (action === 'replace') entry.words = word ? 'w' : '';
        else if (word) entry.words = action === 'add' ? 'w' : '';
      }
      if (kind === 'move' || (kind === 'expunge' && (entry.flags & 8) !== 0)) {
        box.entries.delete(uid);
        box.vanished.add(uid);
      }
    }
    for (const [index, entry] of this.#snapshots.splice(0)) this.add(index, entry);
  }

  readonly #snapshots: [number, Entry][] = [];
}

async function apply(store: MemoryStore, accountId: number, command: Command): Promise<void> {
  const { kind, from, to, uids, flags, word, action } = command;
  const ids = [1, 6];
  const mailboxId = ids[from] ?? 0;
  const keywords = word ? [from === 0 ? 'w' : 'W'] : [];
  const targetMailboxId = ids[to] ?? 0;
  if (kind === 'append') {
    const message = { ...facts, flags, keywords };
    await store.write(appendMessages, { accountId, mailboxId, messages: [message] }, [
      body(flags + 1),
    ]);
  } else if (kind === 'copy') {
    await store.write(copyMessages, { accountId, mailboxId, uids, targetMailboxId });
  } else if (kind === 'move') {
    await store.write(moveMessages, { accountId, mailboxId, uids, targetMailboxId });
  } else if (kind === 'flags') {
    await store.write(setFlags, { accountId, mailboxId, uids, action, flags, keywords });
  } else {
    await store.write(expungeMessages, { accountId, mailboxId, uids });
  }
}

test('counters, UIDs and vanished ranges stay true under any commands (RFC 7162 §3.2.6)', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const { store, accountId } = await makeStore();
      const model = new Model();
      for (const command of list) {
        await apply(store, accountId, command);
        model.apply(command);
      }
      let used = 0;
      const rows = await store.read(listMailboxes, { accountId });
      for (const [index, mailboxId] of [1, 6].entries()) {
        const box = model.box(index);
        const row = rows.find((each) => each.mailboxId === mailboxId);
        assert.ok(row);
        const entries = [...box.entries.values()];
        const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
        used += bytes;
        assert.deepEqual(
          [row.uidNext, row.total, row.unseen, row.deleted, row.bytes],
          [
            box.next,
            entries.length,
            entries.filter((entry) => (entry.flags & 1) === 0).length,
            entries.filter((entry) => (entry.flags & 8) !== 0).length,
            bytes,
          ],
        );
        const query = { accountId, mailboxId, afterUid: 0, limit: 1000 };
        const loaded = await store.read(loadEntries, query);
        assert.deepEqual(
          loaded.map(([uid, , flags, keywords]) => [uid, flags, keywords === 0 ? '' : 'w']),
          [...box.entries].map(([uid, entry]) => [uid, entry.flags, entry.words]),
        );
        const since = { accountId, mailboxId, sinceModseq: row.createdModseq, limit: 1000 };
        const changes = await store.read(entryChanges, since);
        const gone = changes.vanished.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, at) => first + at),
        );
        assert.deepEqual(
          gone.toSorted((a, b) => a - b),
          [...box.vanished].toSorted((a, b) => a - b),
        );
        const highest = Math.max(row.createdModseq, ...loaded.map((entry) => entry[4]));
        assert.ok(row.modseq >= highest);
      }
      const usage = await store.read(accountUsage, { accountId });
      assert.deepEqual([usage.usedBytes, usage.tenantUsedBytes], [used, used]);
    }),
    { numRuns: 60 },
  );
});
