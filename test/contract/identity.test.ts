/** Identities on each engine: they follow the addresses, and tell what changed. */
import assert from 'node:assert/strict';

import { createAlias } from '#store/operations/directory/create-alias.ts';
import { removeAlias } from '#store/operations/directory/remove-alias.ts';
import { changeIdentities, identitiesMax } from '#store/operations/identity/change-identities.ts';
import { changedIdentities, listIdentities } from '#store/operations/identity/list-identities.ts';
import { settleIdentities } from '#store/operations/identity/settle-identities.ts';
import { objectStates } from '#store/operations/jmap/object-states.ts';
import { goneObjectMs } from '#store/operations/submission/object-changes.ts';
import { pruneGoneObjects } from '#store/operations/submission/prune-objects.ts';
import { contract } from '#test/contract/contract.ts';
import { outcome, type World } from '#test/contract/world.ts';

const details = {
  name: '',
  replyTo: null,
  bcc: [{ name: 'Archive', email: 'archive@example.test' }],
  textSignature: '',
  htmlSignature: '',
};

const actor = 'contract';

async function emailsOf({ store }: World, accountId: number): Promise<readonly string[]> {
  await store.write(settleIdentities, { accountId });
  const { identities, stale } = await store.read(listIdentities, { accountId });
  assert.equal(stale, false);
  return identities.map(({ email }) => email);
}

contract('an alias brings an identity, and takes it along (RFC 8621 §6)', async (world) => {
  const { store, tenantId, ada, ben } = world;
  assert.deepEqual(await emailsOf(world, ada), ['ada@example.test']);
  const { aliasId } = await store.write(createAlias, {
    actor,
    tenantId,
    address: { localPart: 'info', domain: 'example.test' },
    targets: ['ada@example.test'],
    group: false,
  });
  assert.equal((await store.read(listIdentities, { accountId: ada })).stale, true);
  assert.deepEqual(await emailsOf(world, ada), ['ada@example.test', 'info@example.test']);
  assert.deepEqual(await emailsOf(world, ben), ['ben@example.test']);
  await store.write(removeAlias, { actor, tenantId, aliasId });
  assert.deepEqual(await emailsOf(world, ada), ['ada@example.test']);
  const { changes, counter } = await store.read(changedIdentities, { accountId: ada, since: 1 });
  assert.deepEqual([counter, ...changes.map(({ id, kind }) => [id, kind])], [3, [2, 'passed']]);
  const states = await store.read(objectStates, { accountId: ada });
  assert.equal(states.Identity, 3);
});

contract('identities are made, changed and deleted in one step', async (world) => {
  const { store, ada, clock } = world;
  await emailsOf(world, ada);
  const all = { accountId: ada, create: [], update: [], destroy: [] };
  const email = 'ada@example.test';
  const made = await store.write(changeIdentities, { ...all, create: [{ ...details, email }] });
  assert.deepEqual({ ...made }, { before: 1, after: 2, created: [2], updated: [], destroyed: [] });
  const update = [
    { ...details, identityId: 2, name: 'A' },
    { ...details, identityId: 77 },
  ];
  const late = store.write(changeIdentities, { ...all, expected: 1, update });
  assert.equal(await outcome(late), 'refused: object.state');
  const both = await store.write(changeIdentities, { ...all, update, destroy: [1, 77] });
  assert.deepEqual([both.updated, both.destroyed], [[2], []]);
  const { identities } = await store.read(listIdentities, { accountId: ada });
  assert.deepEqual(
    identities.map(({ identityId, name, bcc }) => [identityId, name, bcc]),
    [
      [1, 'ada', null],
      [2, 'A', details.bcc],
    ],
  );
  const many = Array.from({ length: identitiesMax }, () => ({ ...details, email }));
  const tooMany = store.write(changeIdentities, { ...all, create: many });
  assert.equal(await outcome(tooMany), 'refused: object.limit');

  const gone = await store.write(changeIdentities, { ...all, destroy: [2] });
  assert.deepEqual(gone.destroyed, [2]);
  const since = { accountId: ada, since: 2 };
  assert.deepEqual(
    (await store.read(changedIdentities, since)).changes.map(({ kind }) => kind),
    ['destroyed'],
  );
  clock.advance(goneObjectMs + 1);
  const before = clock.now() - goneObjectMs;
  assert.deepEqual(
    { ...(await store.write(pruneGoneObjects, { before, limit: 9 })) },
    {
      removed: 1,
    },
  );
  assert.equal(await outcome(store.read(changedIdentities, since)), 'refused: object.changes');
  const now = await store.read(changedIdentities, { accountId: ada, since: gone.after });
  assert.deepEqual(now.changes, []);
});
