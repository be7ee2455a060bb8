/** What each engine of the store must keep to. Every test runs on each of them. */
import assert from 'node:assert/strict';

import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { mailboxById } from '#store/operations/mailbox/mailbox-by-id.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { renameMailbox } from '#store/operations/mailbox/rename-mailbox.ts';
import { releaseMaildrop } from '#store/operations/maildrop/release-maildrop.ts';
import { takeMaildrop } from '#store/operations/maildrop/take-maildrop.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { encodeSteps } from '#store/operations/trace/pack-steps.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { facts, outcome } from '#test/contract/world.ts';
import { makeAccount } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

const refuse = 'refuse' as const;

contract('a body is read back as it was filed', async ({ store, ada }) => {
  const recipients = [{ accountId: ada, flags: 0, keywords: [] }];
  const input = { ...facts, digest: undefined, recipients, whenFull: refuse };
  const { recipients: answers } = await store.write(deliver, input, [
    draftOf(Buffer.from('Grüße\r\n')),
  ]);
  const [answer] = answers;
  assert.ok(answer?.ok === true);
  const wanted = { accountId: ada, messageIds: [answer.messageId] };
  const [row] = await store.read(messageBlobs, wanted);
  assert.ok(row !== undefined);
  const [, blobId, segment, offset, storedLength, length, sha256] = row;
  const place = { blobId, segment, offset, storedLength, length, sha256 };
  assert.equal(Buffer.from(await store.readBlob(place)).toString(), 'Grüße\r\n');
});

contract('UIDs rise, are never given twice, and a removal is told by ranges', async (world) => {
  const { store, ada } = world;
  const mailboxId = await fill(world, 5);
  const before = await store.read(mailboxById, { accountId: ada, mailboxId });
  const uids = [4, 5, 2];
  const removal = { accountId: ada, mailboxId, uids, force: true };
  assert.deepEqual((await store.write(expungeMessages, removal)).uids, [2, 4, 5]);
  await fill(world, 1);
  const entries = { accountId: ada, mailboxId, afterUid: 0, limit: 10 };
  const left = (await store.read(loadEntries, entries)).map(([uid]) => uid);
  assert.deepEqual(left, [1, 3, 6]);
  const since = { accountId: ada, mailboxId, sinceModseq: before.modseq, limit: 10 };
  const { vanished, changed } = await store.read(entryChanges, since);
  assert.deepEqual(vanished, [
    [2, 2],
    [4, 5],
  ]);
  assert.deepEqual(
    changed.map(([uid]) => uid),
    [6],
  );
});

contract('flags change only where nobody changed them since (RFC 7162 §3.1.3)', async (world) => {
  const { store, ada } = world;
  const mailboxId = await fill(world, 2);
  const change = { accountId: ada, mailboxId, action: 'add' as const, flags: 1, keywords: ['$a'] };
  const { modseq } = await store.write(setFlags, { ...change, uids: [1] });
  const late = { ...change, flags: 2, uids: [1, 2], unchangedSince: modseq - 1 };
  const second = await store.write(setFlags, late);
  assert.deepEqual(second.failed, [1]);
  assert.deepEqual(
    second.changed.map(([uid, flags]) => [uid, flags]),
    [[2, 2]],
  );
});

contract('a full quota refuses, or is told per recipient (RFC 2033 §4.2)', async (world) => {
  const { store, ada, tenantId } = world;
  const full = await makeAccount(store, tenantId, 'full@example.test', { bytesMax: 1 });
  const recipients = [ada, full].map((accountId) => ({ accountId, flags: 0, keywords: [] }));
  const input = { ...facts, digest: undefined, recipients };
  await store.write(deliver, { ...input, whenFull: refuse }, [draftOf('one of grace')]);
  const refused = store.write(deliver, { ...input, whenFull: refuse }, [draftOf('two')]);
  assert.equal(await outcome(refused), 'refused: mailbox.full');
  const report = { ...input, whenFull: 'report' as const };
  const { recipients: answers } = await store.write(deliver, report, [draftOf('three')]);
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, false],
  );
  const usage = await store.read(accountUsage, { accountId: full });
  assert.deepEqual([usage.usedCount, usage.usedBytes], [1, 12]);
});

contract('children go along with a rename, and INBOX stays (RFC 9051 §6.3.6)', async (world) => {
  const { store, ada } = world;
  const accountId = ada;
  const { mailboxId } = await store.write(createMailbox, { accountId, path: ['a', 'b', 'c'] });
  const top = await store.read(mailboxByPath, { accountId, path: ['a'] });
  await store.write(renameMailbox, { accountId, mailboxId: top.mailboxId, path: ['x', 'y'] });
  const moved = await store.read(mailboxByPath, { accountId, path: ['x', 'y', 'b', 'c'] });
  assert.equal(moved.mailboxId, mailboxId);
  const inbox = await fill(world, 3);
  await store.write(renameMailbox, { accountId, mailboxId: inbox, path: ['old'] });
  const old = await store.read(mailboxByPath, { accountId, path: ['old'] });
  const again = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
  assert.deepEqual([old.total, again.total], [3, 0]);
  const lost = store.write(deleteMailbox, { accountId, mailboxId: inbox });
  assert.equal(await outcome(lost), 'refused: mailbox.inbox');
});

contract('an account never reaches the mail of another', async (world) => {
  const { store, ada, ben, zoe } = world;
  const mailboxId = await fill(world, 2);
  const { mailboxId: own } = await store.write(createMailbox, { accountId: ada, path: ['own'] });
  const accountId = zoe;
  const stolen = { accountId, mailboxId: own, uids: [1] };
  assert.equal(
    await outcome(store.write(copyMessages, { ...stolen, targetMailboxId: 1 })),
    'refused: mailbox.absent',
  );
  assert.equal(
    await outcome(store.write(expungeMessages, { ...stolen, force: true })),
    'refused: mailbox.absent',
  );
  assert.deepEqual(
    await store.read(messageBlobs, { accountId: ben, messageIds: [1, 2, 3, 4] }),
    [],
  );
  const foreign = { accountId: zoe, mailboxId, afterUid: 0, limit: 10 };
  assert.deepEqual(await store.read(loadEntries, foreign), []);
  assert.equal((await store.read(listMailboxes, { accountId: zoe })).length, 6);
});

contract('the queue and the trace are kept with the message, apart by tenant', async (world) => {
  const { store, ada, tenantId } = world;
  const steps = [{ at: 1, step: 'smtp.mail', detail: { size: 1 } }];
  const trace = {
    traceId: 'abc',
    tenantId,
    sender: 'ada@example.test',
    recipients: ['far@remote.test'],
    messageIdHeader: '<1@x>',
    steps: encodeSteps(steps),
  };
  const queue = {
    tenantId,
    accountId: ada,
    sender: 'ada@example.test',
    envelopeId: 'e1',
    recipients: [
      { address: 'far@remote.test', domain: 'remote.test' },
      { address: 'away@remote.test', domain: 'remote.test' },
    ],
  };
  const input = { ...facts, digest: undefined, recipients: [], queue, whenFull: refuse };
  const { queueId } = await store.write(deliver, input, [draftOf('out')]);
  const rows = await store.read(listQueue, { tenantId });
  assert.deepEqual(
    rows.map((row) => [row.queueId, row.address, row.size]),
    [
      [queueId, 'far@remote.test', 3],
      [queueId, 'away@remote.test', 3],
    ],
  );
  assert.deepEqual(await store.read(listQueue, { tenantId: tenantId + 1 }), []);
  await store.write(recordTrace, trace);
  const found = await store.read(readTrace, { tenantId, traceId: 'abc' });
  assert.deepEqual(found?.steps, steps);
  assert.equal(await store.read(readTrace, { tenantId: tenantId + 1, traceId: 'abc' }), undefined);
});

contract('one session holds a maildrop, until its lease is over (RFC 1939 §4)', async (world) => {
  const { store, clock, ada } = world;
  const lease = { accountId: ada, leaseMs: 1000 };
  await store.write(takeMaildrop, { ...lease, holder: 'one' });
  const second = { ...lease, holder: 'two' };
  assert.equal(await outcome(store.write(takeMaildrop, second)), 'refused: maildrop.busy');
  clock.advance(1001);
  await store.write(takeMaildrop, second);
  await store.write(releaseMaildrop, { accountId: ada, holder: 'one' });
  const third = { ...lease, holder: 'three' };
  assert.equal(await outcome(store.write(takeMaildrop, third)), 'refused: maildrop.busy');
});

contract('writes at the same time all happen, each with a UID of its own', async (world) => {
  const { store, ada, ben } = world;
  const accounts = [ada, ben].map((accountId) => ({ accountId, flags: 0, keywords: [] }));
  const input = { ...facts, digest: undefined, recipients: accounts, whenFull: refuse };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => store.write(deliver, input, [draftOf(`${index}`)])),
  );
  const uids = answers.map(({ recipients: [first] }) => (first?.ok === true ? first.uid : 0));
  assert.deepEqual(
    uids.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});
