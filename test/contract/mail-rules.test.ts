/** What becomes of filed mail: flags, copies, deletion and return, on each engine. */
import assert from 'node:assert/strict';

import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listSubscriptions } from '#store/operations/mailbox/list-subscriptions.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { keywordsMax } from '#store/operations/message/keyword-bits.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { purgeRecoverable } from '#store/operations/message/purge-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const yearMs = 366 * 86_400_000;

async function uidsOf({ store, ada }: World, mailboxId: number): Promise<readonly number[]> {
  const entries = { accountId: ada, mailboxId, afterUid: 0, limit: 100 };
  return (await store.read(loadEntries, entries)).map(([uid]) => uid);
}

contract('a message that came a moment ago is filed once, for each recipient', async (world) => {
  const { store, clock, ada, ben } = world;
  const send = async (accounts: readonly number[]): Promise<readonly unknown[]> => {
    const recipients = accounts.map((accountId) => ({ accountId, flags: 0, keywords: [] }));
    const input = { ...facts, digest: 7, recipients, whenFull: 'refuse' as const };
    const { recipients: answers } = await store.write(deliver, input, [draftOf('same')]);
    return answers.map((answer) => answer.ok && [answer.uid, answer.duplicate]);
  };
  assert.deepEqual(await send([ada]), [[1, false]]);
  assert.deepEqual(await send([ada, ben]), [
    [1, true],
    [1, false],
  ]);
  clock.advance(2 * 3_600_000);
  assert.deepEqual(await send([ada]), [[2, false]]);
});

contract('flags are added, removed and replaced (RFC 9051 §6.4.6)', async (world) => {
  const { store, ada } = world;
  const mailboxId = await fill(world, 1);
  const flagsAfter = async (action: 'add' | 'remove' | 'replace', flags: number) => {
    const change = { accountId: ada, mailboxId, uids: [1], action, flags, keywords: [] };
    const { changed } = await store.write(setFlags, change);
    return changed.map(([, now]) => now);
  };
  assert.deepEqual(await flagsAfter('add', 3), [3]);
  assert.deepEqual(await flagsAfter('remove', 1), [2]);
  assert.deepEqual(await flagsAfter('replace', 4), [4]);
});

contract('a mailbox takes keywords up to its limit, and then none', async (world) => {
  const { store, ada } = world;
  const mailboxId = await fill(world, 1);
  const change = { accountId: ada, mailboxId, uids: [1], action: 'add' as const, flags: 0 };
  const keywords = Array.from({ length: keywordsMax }, (_, index) => `$k${index}`);
  await store.write(setFlags, { ...change, keywords });
  const known = store.write(setFlags, { ...change, keywords: ['$K0'] });
  assert.notEqual(await outcome(known), 'refused: keyword.limit');
  const more = store.write(setFlags, { ...change, keywords: ['$more'] });
  assert.equal(await outcome(more), 'refused: keyword.limit');
});

contract('COPY leaves the source, MOVE does not (RFC 9051 §6.4.7, §6.4.8)', async (world) => {
  const { store, ada: accountId } = world;
  const mailboxId = await fill(world, 3);
  const target = await store.write(createMailbox, { accountId, path: ['target'] });
  const input = { accountId, mailboxId, targetMailboxId: target.mailboxId };
  await store.write(copyMessages, { ...input, uids: [2] });
  await store.write(moveMessages, { ...input, uids: [1, 3] });
  assert.deepEqual(await uidsOf(world, mailboxId), [2]);
  assert.deepEqual(await uidsOf(world, target.mailboxId), [1, 2, 3]);
});

contract('deleted mail can be restored, until it is purged', async (world) => {
  const { store, clock, ada: accountId } = world;
  const mailboxId = await fill(world, 2);
  const before = await store.read(accountUsage, { accountId });
  await store.write(expungeMessages, { accountId, mailboxId, uids: [1, 2], force: true });
  const { usedCount } = await store.read(accountUsage, { accountId });
  assert.equal(usedCount, 0);
  const first = await store.write(restoreMessages, { accountId, messageIds: [1] });
  assert.deepEqual(first.restored, [[1, mailboxId, 3]]);
  clock.advance(yearMs);
  const purge = { before: clock.now(), limit: 10 };
  assert.deepEqual(await store.write(purgeRecoverable, purge), { removed: 1 });
  const second = await store.write(restoreMessages, { accountId, messageIds: [1, 2] });
  assert.deepEqual(second.restored, []);
  const after = await store.read(accountUsage, { accountId });
  assert.equal(after.usedCount, before.usedCount - 1);
});

contract('a subscription outlives its mailbox (RFC 9051 §6.3.7)', async (world) => {
  const { store, ada: accountId } = world;
  const path = ['news'];
  const { mailboxId } = await store.write(createMailbox, { accountId, path });
  await store.write(setSubscribed, { accountId, path, subscribed: true });
  const lost = (): Promise<readonly string[][]> => store.read(listSubscriptions, { accountId });
  assert.deepEqual(await lost(), []); // The mailbox says it itself while it is there.
  await store.write(deleteMailbox, { accountId, mailboxId });
  assert.deepEqual(await lost(), [path]);
  await store.write(setSubscribed, { accountId, path, subscribed: false });
  assert.deepEqual(await lost(), []);
});

contract('a mailbox with children is not deleted (RFC 9051 §6.3.5)', async (world) => {
  const { store, ada: accountId } = world;
  const child = await store.write(createMailbox, { accountId, path: ['up', 'down'] });
  const parent = await store.read(mailboxByPath, { accountId, path: ['up'] });
  const early = store.write(deleteMailbox, { accountId, mailboxId: parent.mailboxId });
  assert.equal(await outcome(early), 'refused: mailbox.has-children');
  await store.write(deleteMailbox, { accountId, mailboxId: child.mailboxId });
  await store.write(deleteMailbox, { accountId, mailboxId: parent.mailboxId });
  const gone = store.read(mailboxByPath, { accountId, path: ['up'] });
  assert.equal(await outcome(gone), 'refused: mailbox.absent');
});
