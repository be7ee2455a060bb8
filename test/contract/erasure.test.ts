/** What is left of a removed account once its time is over: nothing, on each engine. */
import assert from 'node:assert/strict';

import { Retention } from '#core/retention/retention.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { listAccounts } from '#store/operations/directory/list-accounts.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { removeAccount } from '#store/operations/directory/remove-account.ts';
import { removeDomain } from '#store/operations/directory/remove-domain.ts';
import { removeTenant } from '#store/operations/directory/remove-tenant.ts';
import { restoreAccount } from '#store/operations/directory/restore-account.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { eraseAccount } from '#store/operations/erasure/erase-account.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { setSubscribed } from '#store/operations/mailbox/set-subscribed.ts';
import { takeMaildrop } from '#store/operations/maildrop/take-maildrop.ts';
import { copyMessages } from '#store/operations/message/copy-messages.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { expungeMessages } from '#store/operations/message/expunge-messages.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { tables } from '#store/schema/tables.ts';
import { statement } from '#store/statement.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { facts, outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const actor = 'contract';

const never = (): boolean => false;

/** Every table with rows of an account; `address` is emptied with the removal, before the erasure. */
const accountTables = tables
  .filter(({ name, columns }) => /\baccount_id BIGINT/.test(columns) && name !== 'address')
  .map(({ name, columns }) => ({
    table: name,
    rows: statement<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM ${name} WHERE account_id = ?1`,
    ),
    insert: statement(insertOf(name, columns)),
  }));

/** Inserts a row of an account that means nothing. */
function insertOf(table: string, columns: string): string {
  const named = [...columns.matchAll(/\b(\w+) (BIGINT|TEXT|BYTEA)\b/g)].map(
    ([, name = '', type]) => {
      const empty = type === 'BIGINT' ? '-1' : type === 'TEXT' ? "'{}'" : 'CAST(?2 AS BYTEA)';
      return [name, name === 'account_id' ? '?1' : empty] as const;
    },
  );
  const names = named.map(([name]) => name).join(', ');
  const values = named.map(([, value]) => value).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${values} WHERE CAST(?2 AS BYTEA) IS NOT NULL`;
}
const blobCounts = statement<{ blobs: number; references: number }>(`
  SELECT COUNT(*) AS "blobs", CAST(COALESCE(SUM(reference_count), 0) AS BIGINT) AS "references"
  FROM blob`);

/** Tables that still have rows of the account. */
const tablesOf = readOperation('test.tablesOf', function* (tx, accountId: number) {
  const found: string[] = [];
  for (const { table, rows } of accountTables) {
    if ((yield* tx.one(rows, accountId)).count > 0) found.push(table);
  }
  return found;
});
/** Gives the account a row in each table where it has none. */
const fillTables = writeOperation('test.fillTables', function* (tx, accountId: number) {
  for (const { rows, insert } of accountTables) {
    if ((yield* tx.one(rows, accountId)).count > 0) continue;
    yield* tx.run(insert, accountId, new Uint8Array());
  }
});
const countBlobs = readOperation('test.countBlobs', function* (tx, _input: undefined) {
  return { ...(yield* tx.one(blobCounts)) };
});

/** Gives Ada rows in every table: a full life of an account. */
async function live(world: World): Promise<void> {
  const { store, tenantId, ada, ben } = world;
  const accountId = ada;
  const mailboxId = await fill(world, 5);
  const { mailboxId: other } = await store.write(createMailbox, { accountId, path: ['other'] });
  const some = { accountId, mailboxId, uids: [1, 2] };
  await store.write(copyMessages, { ...some, targetMailboxId: other });
  await store.write(expungeMessages, { ...some, uids: [1, 3], force: true });
  await store.write(setSubscribed, { accountId, path: ['lost'], subscribed: true });
  await store.write(setCredential, { actor, accountId, hash: 'x', scram: '' });
  await store.write(takeMaildrop, { accountId, holder: 'one', leaseMs: 1000 });
  const recipients = [ada, ben].map((id) => ({ accountId: id, flags: 0, keywords: [] }));
  const far = { address: 'far@remote.test', domain: 'remote.test' };
  const queue = { tenantId, accountId, sender: 'ada@example.test', recipients: [far] };
  const both = { ...facts, messageIdHeader: '<1@x>', digest: 7, recipients, queue };
  await store.write(deliver, { ...both, whenFull: 'refuse' }, [draftOf('for both')]);
}

async function trace(world: World, traceId: string, people: readonly [string, string]) {
  const [sender, recipient] = people;
  const { store, tenantId } = world;
  await store.write(recordTrace, {
    traceId,
    tenantId,
    sender,
    recipients: [recipient],
    steps: '[]',
  });
}

contract(
  'a removed account is erased when its time is over, and nothing of others',
  async (world) => {
    const { store, clock, tenantId, ada, ben } = world;
    await live(world);
    await store.write(fillTables, ada);
    const ben1 = 'ben@example.test';
    await trace(world, 'sent', ['ada@example.test', 'x@remote.test']);
    await trace(world, 'got', ['x@remote.test', 'Ada+shop@example.test']);
    await trace(world, 'others', ['adam@example.test', ben1]);
    assert.equal((await store.read(tablesOf, ada)).length, accountTables.length);
    const retention = new Retention(store, clock);

    await store.write(removeAccount, { actor, accountId: ada });
    clock.advance(1);
    await trace(world, 'heir', ['x@remote.test', 'ada@example.test']);
    clock.advance(accountGraceMs - 2);
    assert.deepEqual(await retention.eraseRemoved(never), { accounts: 0, tenants: 0 });
    assert.deepEqual(await store.write(eraseAccount, { accountId: ada, limit: 1 }), {
      left: false,
    });
    await store.write(restoreAccount, { actor, accountId: ada });
    assert.equal((await store.read(tablesOf, ada)).length, accountTables.length);

    await store.write(removeAccount, { actor, accountId: ada });
    clock.advance(accountGraceMs);
    const late = store.write(restoreAccount, { actor, accountId: ada });
    assert.equal(await outcome(late), 'refused: account.absent');
    assert.deepEqual(await retention.eraseRemoved(never), { accounts: 1, tenants: 0 });
    assert.deepEqual(await store.read(tablesOf, ada), []);
    assert.deepEqual(await store.read(countBlobs, undefined), { blobs: 1, references: 1 });
    assert.deepEqual(await store.read(listQueue, {}), []);
    const [tenant] = await store.read(listTenants, { name: 'example.test' });
    const [left] = await store.read(listAccounts, { address: ben1, limit: 1 });
    assert.deepEqual([tenant?.usedBytes, left?.usedBytes, left?.usedCount], [8, 8, 1]);
    const kept = [];
    for (const traceId of ['sent', 'got', 'others', 'heir']) {
      if ((await store.read(readTrace, { tenantId, traceId })) !== undefined) kept.push(traceId);
    }
    // The name was free from the removal on, but Ada was there once more: `heir` was hers too.
    assert.deepEqual(kept, ['others']);
    assert.equal((await store.read(tablesOf, ben)).includes('entry'), true);
  },
);

contract('whoever has the address of a removed account keeps the traces since', async (world) => {
  const { store, clock, tenantId, ada } = world;
  await trace(world, 'before', ['x@remote.test', 'ada@example.test']);
  await store.write(removeAccount, { actor, accountId: ada });
  clock.advance(1);
  await trace(world, 'since', ['x@remote.test', 'ada@example.test']);
  clock.advance(accountGraceMs);
  await new Retention(store, clock).eraseRemoved(never);
  assert.equal(await store.read(readTrace, { tenantId, traceId: 'before' }), undefined);
  assert.notEqual(await store.read(readTrace, { tenantId, traceId: 'since' }), undefined);
});

contract('an erasure that began cannot be undone, also when the clock goes back', async (world) => {
  const { store, clock, ada } = world;
  await fill(world, 3);
  await store.write(removeAccount, { actor, accountId: ada });
  clock.advance(accountGraceMs);
  assert.deepEqual(await store.write(eraseAccount, { accountId: ada, limit: 2 }), { left: true });
  clock.advance(-accountGraceMs);
  const restored = store.write(restoreAccount, { actor, accountId: ada });
  assert.equal(await outcome(restored), 'refused: account.absent');
  clock.advance(accountGraceMs);
  let slices = 0;
  while ((await store.write(eraseAccount, { accountId: ada, limit: 2 })).left) slices++;
  assert.ok(slices >= 3, `${slices} slices`);
  assert.deepEqual(await store.read(tablesOf, ada), []);
});

contract(
  'a removed tenant goes after its last account, with its queue and traces',
  async (world) => {
    const { store, clock, zoe } = world;
    const [other] = await store.read(listTenants, { name: 'other.test' });
    const tenantId = other?.tenantId ?? 0;
    const far = { address: 'far@remote.test', domain: 'remote.test' };
    const queue = { tenantId, accountId: null, sender: 'x@far.test', recipients: [far] };
    const forwarded = { ...facts, digest: undefined, recipients: [], queue };
    await store.write(deliver, { ...forwarded, whenFull: 'refuse' }, [draftOf('onwards')]);
    await trace({ ...world, tenantId }, 'forwarded', ['x@far.test', 'far@remote.test']);
    await store.write(removeAccount, { actor, accountId: zoe });
    await store.write(removeDomain, { actor, tenantId, name: 'other.test' });
    await store.write(removeTenant, { actor, tenantId });
    const retention = new Retention(store, clock);
    assert.deepEqual(await retention.eraseRemoved(never), { accounts: 0, tenants: 0 });
    clock.advance(accountGraceMs);
    assert.deepEqual(await retention.eraseRemoved(never), { accounts: 1, tenants: 1 });
    assert.deepEqual(await store.read(listQueue, {}), []);
    assert.deepEqual(await store.read(countBlobs, undefined), { blobs: 0, references: 0 });
    assert.equal(await store.read(readTrace, { tenantId, traceId: 'forwarded' }), undefined);
  },
);
