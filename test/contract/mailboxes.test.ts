/** Mailboxes as JMAP makes and changes them, on each engine (RFC 8621 §2.5). */
import assert from 'node:assert/strict';

import { addMailbox, type AddMailboxInput } from '#store/operations/mailbox/add-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { listSubscriptions } from '#store/operations/mailbox/list-subscriptions.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import {
  updateMailbox,
  type UpdateMailboxInput,
} from '#store/operations/mailbox/update-mailbox.ts';
import { moveMessages } from '#store/operations/message/move-messages.ts';
import { setFlags } from '#store/operations/message/set-flags.ts';
import { role } from '#store/role.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { outcome, type World } from '#test/contract/world.ts';

const plain = { parentId: 0, role: role.none, subscribed: false, sortOrder: 0 };

async function add(
  { store, ada: accountId }: World,
  wanted: Partial<AddMailboxInput> & { readonly name: string },
): Promise<number> {
  return (await store.write(addMailbox, { accountId, ...plain, ...wanted })).mailboxId;
}

function update(
  { store, ada: accountId }: World,
  change: Omit<UpdateMailboxInput, 'accountId'>,
): Promise<unknown> {
  return outcome(store.write(updateMailbox, { accountId, ...change }));
}

contract('a mailbox is made below another one, once', async (world) => {
  const { store, ada: accountId } = world;
  await store.write(setSubscribed, { accountId, path: ['A', 'B'], subscribed: true });
  const a = await add(world, { name: 'A', sortOrder: 7, subscribed: true });
  const b = await add(world, { name: 'B', parentId: a, role: role.important });
  const rows = await store.read(listMailboxes, { accountId });
  const made = rows.find(({ mailboxId }) => mailboxId === a);
  assert.deepEqual(
    [made?.name, made?.parentId, made?.sortOrder, made?.subscribed, made?.selectable],
    ['A', 0, 7, 1, 1],
  );
  assert.equal(made?.detailsModseq, made?.modseq);
  assert.equal(rows.find(({ mailboxId }) => mailboxId === b)?.parentId, a);
  // It says itself whether it is subscribed.
  assert.deepEqual(await store.read(listSubscriptions, { accountId }), []);
  assert.equal(await outcome(add(world, { name: 'A' })), 'refused: mailbox.exists');
  assert.equal(await outcome(add(world, { name: 'inbox' })), 'refused: mailbox.exists');
  assert.equal(await outcome(add(world, { name: 'x/y' })), 'refused: mailbox.name');
  const again = { name: 'C', role: role.important };
  assert.equal(await outcome(add(world, again)), 'refused: mailbox.role');
  const nowhere = { name: 'C', parentId: 999 };
  assert.equal(await outcome(add(world, nowhere)), 'refused: mailbox.absent');
  let parentId = b;
  for (let level = 3; level <= 20; level++) parentId = await add(world, { name: 'x', parentId });
  assert.equal(await outcome(add(world, { name: 'x', parentId })), 'refused: mailbox.name');
});

contract('a mailbox gets another name, place, role and order, or stays as it is', async (world) => {
  const { store, ada: accountId } = world;
  const a = await add(world, { name: 'A' });
  const b = await add(world, { name: 'B', parentId: a });
  const c = await add(world, { name: 'C', parentId: b });
  const change = { mailboxId: c, name: 'D', parentId: 0, role: role.all, sortOrder: 3 };
  await update(world, { ...change, subscribed: true });
  const find = async (id: number) =>
    (await store.read(listMailboxes, { accountId })).find(({ mailboxId }) => mailboxId === id);
  const changed = await find(c);
  assert.deepEqual(
    [changed?.name, changed?.parentId, changed?.role, changed?.sortOrder, changed?.subscribed],
    ['D', 0, role.all, 3, 1],
  );
  assert.equal(changed?.detailsModseq, changed?.modseq);
  assert.deepEqual(await update(world, change), { modseq: changed?.modseq });
  assert.equal(await update(world, { mailboxId: a, parentId: b }), 'refused: mailbox.name');
  assert.equal(await update(world, { mailboxId: a, name: 'D' }), 'refused: mailbox.exists');
  assert.equal(await update(world, { mailboxId: a, role: role.all }), 'refused: mailbox.role');
  assert.equal(await update(world, { mailboxId: a, parentId: 999 }), 'refused: mailbox.absent');
  assert.equal(await update(world, { mailboxId: 999, name: 'E' }), 'refused: mailbox.absent');
  assert.equal(await update(world, { mailboxId: 1, name: 'E' }), 'refused: mailbox.inbox');
  assert.equal(await update(world, { mailboxId: 1, role: role.none }), 'refused: mailbox.inbox');
  assert.equal((await find(1))?.name, 'INBOX');
});

contract('only an empty mailbox goes, when that is asked for', async (world) => {
  const { store, ada: accountId } = world;
  const inbox = await fill(world, 2);
  const a = await add(world, { name: 'A' });
  await add(world, { name: 'B', parentId: a });
  const going = (mailboxId: number, onlyEmpty: boolean): Promise<unknown> =>
    outcome(store.write(deleteMailbox, { accountId, mailboxId, onlyEmpty }));
  assert.equal(await going(a, true), 'refused: mailbox.has-children');
  assert.equal(await going(inbox, false), 'refused: mailbox.inbox');
  await update(world, { mailboxId: a, sortOrder: 1 });
  const full = await add(world, { name: 'Full' });
  const flags = { action: 'add', flags: 8, keywords: [] } as const;
  const moved = { accountId, mailboxId: inbox, uids: [1, 2], targetMailboxId: full };
  await store.write(moveMessages, moved);
  assert.equal(await going(full, true), 'refused: mailbox.has-mail');
  await store.write(setFlags, { accountId, mailboxId: full, uids: [1], ...flags });
  assert.equal(await going(full, true), 'refused: mailbox.has-mail');
  // What is \Deleted JMAP does not see.
  await store.write(setFlags, { accountId, mailboxId: full, uids: [2], ...flags });
  assert.ok(Object.hasOwn(Object(await going(full, true)), 'modseq'));
});
