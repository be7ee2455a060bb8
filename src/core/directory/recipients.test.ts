import assert from 'node:assert/strict';
import test from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

const actor = 'test';

async function tenant(store: MemoryStore, domain: string) {
  const tenantId = await makeTenant(store, domain);
  return { tenantId, accountId: await makeAccount(store, tenantId, `ada@${domain}`) };
}

const denied = (code: string) => (error: unknown) =>
  error instanceof Refusal && error.code === code;

test('A detail becomes the folder hint and case does not matter (RFC 5233 §1)', async () => {
  const store = new MemoryStore();
  const { tenantId, accountId } = await tenant(store, 'example.test');
  const recipients = new Recipients(store);
  const found = await recipients.resolve({ localPart: 'ADA+Lists', domain: 'Example.TEST' });
  const delivery = { tenantId, accountId, address: 'ada@example.test', folder: 'lists' };
  assert.deepEqual(found, { kind: 'local', deliveries: [delivery], forwards: [] });
});

test('Postmaster and abuse always reach somebody (RFC 5321 §4.5.1, RFC 2142 §2, §4)', async () => {
  const store = new MemoryStore();
  const { accountId } = await tenant(store, 'example.test');
  const recipients = new Recipients(store);
  for (const domain of ['example.test', '']) {
    for (const localPart of ['Postmaster', 'abuse']) {
      const found = await recipients.resolve({ localPart, domain });
      assert.ok(found.kind === 'local');
      assert.equal(found.deliveries[0]?.accountId, accountId);
    }
  }
});

test('An unknown name is refused here and another domain is somewhere else', async () => {
  const store = new MemoryStore();
  const { tenantId } = await tenant(store, 'example.test');
  const recipients = new Recipients(store);
  const unknown = recipients.resolve({ localPart: 'bob', domain: 'example.test' });
  await assert.rejects(unknown, denied('recipient.unknown'));
  for (const domain of ['example.org', '[192.0.2.1]']) {
    const elsewhere = await recipients.resolve({ localPart: 'ada', domain });
    assert.deepEqual(elsewhere, { kind: 'remote' });
  }
  await store.write(updateTenant, { actor, tenantId, state: 2 });
  const disabled = recipients.resolve({ localPart: 'ada', domain: 'example.test' });
  await assert.rejects(disabled, denied('recipient.disabled'));
});

test('The same name in two tenants is two mailboxes, and nobody sends as the other', async () => {
  const store = new MemoryStore();
  const one = await tenant(store, 'one.test');
  const two = await tenant(store, 'two.test');
  const recipients = new Recipients(store);
  const found = await recipients.resolve({ localPart: 'ada', domain: 'two.test' });
  assert.ok(found.kind === 'local');
  assert.deepEqual(
    found.deliveries.map(({ accountId }) => accountId),
    [two.accountId],
  );
  const address = { localPart: 'ada', domain: 'two.test' };
  assert.equal(await recipients.maySendAs(two.accountId, address), true);
  assert.equal(await recipients.maySendAs(one.accountId, address), false);
});

test('Aliases reach each mailbox once, people elsewhere, and never go round in a loop', async () => {
  const store = new MemoryStore();
  const { tenantId, accountId } = await tenant(store, 'example.test');
  const alias = async (localPart: string, ...targets: string[]) => {
    const address = { localPart, domain: 'example.test' };
    await store.write(createAlias, { actor, tenantId, address, targets, group: false });
  };
  await alias('info', 'sales@example.test', 'ada@example.test', 'bob@example.org');
  await alias('sales', 'info@example.test', 'ada@example.test');
  await alias('round', 'trip@example.test');
  await alias('trip', 'round@example.test');
  await alias('*', 'ada@example.test');
  const recipients = new Recipients(store);

  const info = await recipients.resolve({ localPart: 'info', domain: 'example.test' });
  assert.ok(info.kind === 'local');
  assert.deepEqual(
    info.deliveries.map((delivery) => delivery.accountId),
    [accountId],
  );
  assert.deepEqual(info.forwards, ['bob@example.org']);

  const round = recipients.resolve({ localPart: 'round', domain: 'example.test' });
  await assert.rejects(round, denied('recipient.loop'));
  const caught = await recipients.resolve({ localPart: 'whoever', domain: 'example.test' });
  assert.equal(caught.kind, 'local');
});
