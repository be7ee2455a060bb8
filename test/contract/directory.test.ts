/** Both engines answer a life of the directory alike: lists, changes, refusals. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createAlias } from '#store/operations/directory/create-alias.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { listAccounts } from '#store/operations/directory/list-accounts.ts';
import { listAliases } from '#store/operations/directory/list-aliases.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { removeAlias } from '#store/operations/directory/remove-alias.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { restoreAccount } from '#store/operations/directory/restore-account.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { updateAlias } from '#store/operations/directory/update-alias.ts';
import { engines, stopEngines } from '#test/contract/engines.ts';
import { makeWorld, outcome, type World } from '#test/contract/world.ts';

after(stopEngines);

const actor = 'contract';

/** What a life of the directory answers, step by step. */
async function live({ store, tenantId, ada, ben }: World): Promise<unknown[]> {
  const answers: unknown[] = [];
  const say = async (work: Promise<unknown>): Promise<void> => {
    answers.push(await outcome(work));
  };
  const limit = 10;
  const alias = { actor, tenantId, group: true, targets: ['ada@example.test', 'x@far.example'] };
  await say(
    store.write(createDomain, { actor, tenantId, name: 'alias.test', target: 'example.test' }),
  );
  await say(
    store.write(createAlias, { ...alias, address: { localPart: 'team', domain: 'example.test' } }),
  );
  const changed = { add: ['y@far.example', 'ada@example.test'], remove: ['x@far.example'] };
  await say(store.write(updateAlias, { actor, tenantId, aliasId: 1, ...changed }));
  await say(store.read(listAliases, { tenantId, target: 'y@far.example' }));
  await say(store.read(listAliases, { domain: 'other.test' }));
  const none = { add: [], remove: ['ada@example.test', 'y@far.example'] };
  await say(store.write(updateAlias, { actor, tenantId, aliasId: 1, ...none }));
  await say(store.write(updateAccount, { actor, accountId: ada, displayName: 'Ada', state: 2 }));
  await say(store.write(removeAccount, { actor, accountId: ada }));
  await say(store.write(removeAccount, { actor, accountId: ada }));
  await say(store.read(listAccounts, { limit }));
  await say(store.read(listAccounts, { removed: true, address: 'ada@example.test', limit }));
  await say(store.read(listAccounts, { domain: 'example.test', after: 0, limit }));
  await say(store.read(listAccounts, { tenantId, after: ben, limit }));
  await say(store.write(restoreAccount, { actor, accountId: ada }));
  await say(store.write(restoreAccount, { actor, accountId: ada }));
  await say(store.write(removeDomain, { actor, tenantId, name: 'example.test' }));
  await say(store.write(removeDomain, { actor, tenantId, name: 'other.test' }));
  await say(store.write(removeDomain, { actor, tenantId, name: 'alias.test' }));
  await say(store.write(removeAlias, { actor, tenantId, aliasId: 1 }));
  await say(store.write(removeAlias, { actor, tenantId, aliasId: 1 }));
  await say(store.read(listDomains, { tenantId }));
  await say(store.read(listTenants, {}));
  return answers;
}

test('Every engine lists, changes and refuses alike in the directory', async () => {
  const lives: unknown[][] = [];
  for (const engine of engines) {
    const world = await makeWorld(engine);
    lives.push(await live(world));
    await world.close();
  }
  const [first = [], ...others] = lives;
  const refusals = first.filter((answer) => typeof answer === 'string');
  assert.deepEqual(refusals, [
    'refused: alias.targets',
    'refused: account.removed',
    'refused: account.absent',
    'refused: domain.in-use',
    'refused: domain.absent',
    'refused: alias.absent',
  ]);
  for (const other of others) assert.deepEqual(other, first);
});
