/** Many messages changed at one moment, on each engine: what each becomes, and what is counted. */
import assert from 'node:assert/strict';

import { accountUsage } from '#store/operations/mailbox/account-usage.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { entryChanges } from '#store/operations/message/entry-changes.ts';
import { goneObjects } from '#store/operations/message/gone-objects.ts';
import {
  listRecoverable,
  type ListRecoverableInput,
} from '#store/operations/message/list-recoverable.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import {
  updateMessages,
  type UpdateMessagesInput,
  type UpdatedMessages,
} from '#store/operations/message/update-messages.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const inbox = 1;
const drafts = 2;
const trash = 5;

type Changes = Partial<Omit<UpdateMessagesInput, 'accountId'>>;

/** @param texts Bodies of what is made. */
async function update(
  { store, ada }: World,
  changes: Changes,
  texts: readonly string[] = [],
): Promise<UpdatedMessages> {
  const input = { accountId: ada, create: [], update: [], destroy: [], ...changes };
  return await store.write(updateMessages, input, texts.map(draftOf));
}

function made(mailboxIds: readonly number[], more: object = {}) {
  return { ...facts, flags: 0, keywords: [], unique: false, mailboxIds, ...more };
}

/** The counters of mailboxes that have messages: [total, unseen, bytes]. */
async function counts({ store, ada }: World): Promise<Record<number, readonly number[]>> {
  const rows = await store.read(listMailboxes, { accountId: ada });
  const filled = rows.filter(({ total }) => total > 0);
  return Object.fromEntries(
    filled.map(({ mailboxId, total, unseen, bytes }) => [mailboxId, [total, unseen, bytes]]),
  );
}

const keywords = { replace: false, setFlags: 0, clearFlags: 0, set: [], clear: [] };
const mailboxes = { replace: false, add: [], remove: [] };

contract('Messages are made in several mailboxes, and counted in each', async (world) => {
  const { store, ada } = world;
  const first = await update(world, { create: [made([inbox, drafts, inbox], { flags: 1 })] }, [
    '12345',
  ]);
  assert.deepEqual(first.made, [{ messageId: 1 }]);
  assert.equal(first.modseq, first.oldModseq + 1);
  assert.deepEqual(await counts(world), { [inbox]: [1, 0, 5], [drafts]: [1, 0, 5] });
  const { usedBytes, usedCount } = await store.read(accountUsage, { accountId: ada });
  assert.deepEqual([usedBytes, usedCount], [10, 2]);
});

contract('Each message fails by itself, and says why', async (world) => {
  const many = Array.from({ length: 51 }, (_, index) => `k${index}`);
  const unique = { unique: true, messageIdHeader: '<1@x>' };
  const first = await update(
    world,
    {
      create: [
        made([99]),
        made([]),
        made([inbox], { keywords: many }),
        made([inbox], unique),
        made([inbox], unique),
      ],
    },
    ['a', 'b', 'c', 'same', 'same'],
  );
  assert.deepEqual(first.made, [
    { failure: 'mailbox.absent' },
    { failure: 'mailbox.none' },
    { failure: 'keyword.limit' },
    { messageId: 1 },
    { failure: 'message.exists', existingId: 1 },
  ]);
  const second = await update(world, {
    update: [
      { messageId: 9, keywords },
      { messageId: 1, mailboxes: { ...mailboxes, remove: [inbox] } },
      { messageId: 1, mailboxes: { ...mailboxes, add: [99] } },
      { messageId: 1, keywords: { ...keywords, set: many } },
    ],
    destroy: [9],
  });
  assert.deepEqual(second.updated, [
    'message.absent',
    'mailbox.none',
    'mailbox.absent',
    'keyword.limit',
  ]);
  assert.deepEqual(second.destroyed, ['message.absent']);
  assert.equal(second.modseq, second.oldModseq);
});

contract('Keywords are changed in each mailbox that shows a message', async (world) => {
  const { store, ada } = world;
  await update(world, { create: [made([inbox, drafts], { keywords: ['Old'] })] }, ['x']);
  const change = { ...keywords, setFlags: 5, set: ['new'], clear: ['OLD'] };
  const { updated, modseq } = await update(world, { update: [{ messageId: 1, keywords: change }] });
  assert.deepEqual(updated, [undefined]);
  for (const mailboxId of [inbox, drafts]) {
    const since = { accountId: ada, mailboxId, sinceModseq: 0, limit: 9 };
    const { changed, mailbox } = await store.read(entryChanges, since);
    assert.deepEqual(
      changed.map(([uid, messageId, flags, bits, changedAt]) => [
        uid,
        messageId,
        flags,
        bits,
        changedAt,
      ]),
      [[1, 1, 5, 2, modseq]],
    );
    assert.equal(mailbox.keywords, '["Old","new"]');
  }
  assert.deepEqual(await counts(world), { [inbox]: [1, 0, 1], [drafts]: [1, 0, 1] });
});

contract('A message that moves takes its flags along; what it leaves is told', async (world) => {
  const { store, ada } = world;
  await update(world, { create: [made([inbox], { flags: 4, keywords: ['k'] })] }, ['x']);
  const move = { messageId: 1, mailboxes: { replace: true, add: [trash], remove: [] } };
  const { modseq } = await update(world, { update: [move] });
  const left = await store.read(entryChanges, {
    accountId: ada,
    mailboxId: inbox,
    sinceModseq: 0,
    limit: 9,
  });
  assert.deepEqual([left.changed, left.vanished], [[], [[1, 1]]]);
  const since = { accountId: ada, mailboxId: trash, sinceModseq: modseq - 1, limit: 9 };
  const { changed } = await store.read(entryChanges, since);
  assert.deepEqual(
    changed.map(([uid, messageId, flags, bits]) => [uid, messageId, flags, bits]),
    [[1, 1, 4, 1]],
  );
  const { usedBytes, usedCount } = await store.read(accountUsage, { accountId: ada });
  assert.deepEqual([usedBytes, usedCount], [1, 1]);
});

contract(
  'What is destroyed is told as gone, counts no more, and can be restored',
  async (world) => {
    const { store, ada } = world;
    await update(world, { create: [made([inbox, trash]), made([inbox])] }, ['a', 'b']);
    const { destroyed, modseq } = await update(world, { destroy: [1] });
    assert.deepEqual(destroyed, [undefined]);
    assert.deepEqual(await counts(world), { [inbox]: [1, 1, 1] });
    const gone = { accountId: ada, after: [0, 0, 0] as const, throughModseq: modseq, limit: 9 };
    assert.deepEqual(await store.read(goneObjects, gone), [[modseq, 1, 1, 1]]);
    const { restored } = await store.write(restoreMessages, { accountId: ada, messageIds: [1] });
    assert.equal(restored.length, 1);
  },
);

contract('A full account takes nothing more, but lets messages move', async (world) => {
  const { store, ada } = world;
  await update(world, { create: [made([inbox])] }, ['12345']);
  await store.write(updateAccount, { actor: 'test', accountId: ada, bytesMax: 5 });
  const { made: none, updated } = await update(
    world,
    {
      create: [made([inbox])],
      update: [
        { messageId: 1, mailboxes: { ...mailboxes, add: [drafts] } },
        { messageId: 1, mailboxes: { replace: true, add: [trash], remove: [] } },
      ],
    },
    ['x'],
  );
  assert.deepEqual(none, [{ failure: 'mailbox.full' }]);
  assert.deepEqual(updated, ['mailbox.full', undefined]);
  assert.deepEqual(await counts(world), { [trash]: [1, 1, 5] });
});

contract('Nothing is done when the account has moved on (RFC 8620 §5.3)', async (world) => {
  const { modseq } = await update(world, { create: [made([inbox])] }, ['x']);
  const stale = update(world, { ifModseq: modseq - 1, destroy: [1] });
  assert.equal(await outcome(stale), 'refused: state.mismatch');
  const { destroyed } = await update(world, { ifModseq: modseq, destroy: [1] });
  assert.deepEqual(destroyed, [undefined]);
});

contract('Deleted messages are listed, the last deleted first, and restored', async (world) => {
  const { store, ada, ben, clock } = world;
  await update(world, { create: [made([trash]), made([inbox]), made([drafts], { flags: 16 })] }, [
    'one',
    'two',
    'three',
  ]);
  await update(world, { destroy: [1] });
  clock.advance(1);
  await update(world, { destroy: [2, 3] });
  const list = async (more: Partial<ListRecoverableInput> = {}, accountId = ada) => {
    const page = { accountId, now: clock.now(), after: undefined, drafts: true, limit: 9, ...more };
    const rows = await store.read(listRecoverable, page);
    return rows.map(([messageId, , size, , mailboxId]) => [messageId, size, mailboxId]);
  };
  const all = [
    [3, 5, drafts],
    [2, 3, inbox],
    [1, 3, trash],
  ];
  assert.deepEqual(await list(), all);
  assert.deepEqual(await list({}, ben), []);
  assert.deepEqual(await list({ drafts: false }), all.slice(1));
  const one = { accountId: ada, now: 0, after: undefined, drafts: true, limit: 1 };
  const [first] = await store.read(listRecoverable, one);
  const after = { messageId: first?.[0] ?? 0, expiresAt: first?.[5] ?? 0 };
  assert.deepEqual(await list({ after, limit: 1 }), all.slice(1, 2));
  assert.deepEqual(await list({ now: after.expiresAt }), all.slice(0, 2));
  const messageIds = [1, 2];
  const input = { accountId: ada, messageIds, outOfTrash: true };
  const { restored } = await store.write(restoreMessages, input);
  assert.deepEqual(
    restored.map(([, mailboxId]) => mailboxId),
    [inbox, inbox],
  );
  assert.deepEqual(await list(), all.slice(0, 1));
});
