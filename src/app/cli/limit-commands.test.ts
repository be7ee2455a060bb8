import assert from 'node:assert/strict';
import { test } from 'node:test';

import { systemClock } from '#base/clock.ts';
import { openStore } from '#store/engine/open-store.ts';
import { listAccounts } from '#store/operations/directory/list-accounts.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { sendScopeKind } from '#store/send-limits.ts';
import { newBurstFloor } from '#store/send-profile.ts';
import { CliStage } from '#test/cli/stage.ts';
import { draftOf } from '#test/stage/draft.ts';

const admin = 'admin@example.org';

/** The administrator writes to more strangers than a new account may. */
async function burst(stage: CliStage): Promise<void> {
  const store = await openStore({ folder: stage.data });
  try {
    const [account] = await store.read(listAccounts, { address: admin, limit: 1 });
    assert.ok(account !== undefined);
    const { accountId, tenantId } = account;
    const hashes = Array.from({ length: newBurstFloor + 1 }, (_, number) => number);
    const sending = {
      scopes: [{ kind: sendScopeKind.account, id: accountId, limits: {} }],
      recipients: hashes.length,
      sender: { accountId, tenantId, address: admin, hashes, network: 0 },
    };
    const recipients = [{ address: 'x@far.test', domain: 'far.test' }];
    const queue = { tenantId, accountId, sender: admin, recipients };
    const at = systemClock.now();
    const facts = { receivedAt: at, sentAt: at, references: [], attributes: 0 };
    const delivery = { ...facts, digest: undefined, recipients: [], queue, sending };
    await store.write(deliver, { ...delivery, whenFull: 'refuse' }, [draftOf('mail')]);
  } finally {
    await store.close();
  }
}

test('Limits are shown as usual, set in part, cleared: of accounts, domains and tenants', async () => {
  using stage = new CliStage();
  await stage.setup();
  const usual = await stage.run('limit', 'show', admin);
  assert.match(usual.stdout, /sending +usual\n[^]*first-time recipients a day +0 of 2000\n/);
  const set = await stage.ask('limit', 'set', admin, '--hour', '-/-/50', '--day', 'unlimited');
  assert.deepEqual(set.limits, {
    hour: { strangers: 50 },
    day: { messages: 0, recipients: 0, strangers: 0 },
  });
  await stage.ask('limit', 'set', admin, '--day', '-');
  const shown = await stage.run('limit', 'show', admin);
  assert.match(shown.stdout, /first-time recipients an hour +0 of 50 \(set\)\n/);
  assert.match(shown.stdout, /messages a day +0 of 2000\n/);
  await stage.ask('limit', 'clear', admin);
  assert.match((await stage.run('limit', 'show', admin)).stdout, /an hour +0 of 1000\n/);

  await stage.ask('limit', 'set', 'example.org', '--day', '5000/unlimited');
  assert.match(
    (await stage.run('limit', 'show', 'example.org')).stdout,
    /messages a day +0 of 5000 \(set\)\nrecipients a day +0 of unlimited \(set\)/,
  );
  const tenant: { name: string }[] = await stage.ask('tenant', 'list');
  const name = tenant[0]?.name ?? '';
  await stage.ask('limit', 'set', '--tenant', name, '--minute', '9');
  assert.equal((await stage.ask('limit', 'show', '--tenant', name)).limits[0].max, 9);
});

test('Held mail is seen, released once, and an account locked and unlocked', async () => {
  using stage = new CliStage();
  await stage.setup();
  await burst(stage);
  const shown = await stage.ask('limit', 'show', admin);
  assert.deepEqual([shown.state, shown.unusual.strangers], ['held', newBurstFloor + 1]);
  assert.match((await stage.run('queue', 'list')).stdout, /held/);
  assert.match(
    (await stage.run('limit', 'list')).stdout,
    /admin@example\.org +held +\S+ \S+ +1 +201 of 201 recipients never written to, usual: 0/,
  );
  assert.equal((await stage.ask('limit', 'release', admin)).released, 1);
  const twice = await stage.run('limit', 'release', admin, '--json');
  assert.equal(twice.error.code, 'limit.usual');
  const lock = await stage.run('limit', 'lock', admin, '--cancel-held');
  assert.match(lock.stdout, /^Locked sending for "admin@example\.org"; 0 held messages/);
  assert.match((await stage.run('limit', 'show', admin)).stdout, /sending +locked/);
  await stage.ask('limit', 'release', admin);
  assert.match((await stage.run('limit', 'list')).stdout, /^No mail is held/);
  const audit = stage.audit().map((line) => line.split(' ').slice(1).join(' '));
  const limits = audit.filter((line) => line.startsWith('limit.'));
  assert.deepEqual(
    limits.map((line) => line.split(' ')[0]),
    ['limit.hold', 'limit.release', 'limit.lock', 'limit.release'],
  );
});

test('After a lock somebody says what becomes of held mail', async () => {
  using stage = new CliStage();
  await stage.setup();
  await burst(stage);
  await stage.ask('limit', 'lock', admin);
  assert.equal((await stage.run('limit', 'release', admin, '--json')).error.code, 'limit.held');
  const both = ['--send-held', '--cancel-held'];
  assert.equal((await stage.run('limit', 'release', admin, ...both)).code, 2);
  const { stdout } = await stage.run('limit', 'release', admin, '--cancel-held');
  assert.match(stdout, /: 1 held messages were cancelled/);
  await burst(stage); // Locked, not meant: no more usual than before.
  await stage.ask('limit', 'lock', admin);
  assert.equal((await stage.ask('limit', 'release', admin, '--send-held')).released, 1);
});

test('What cannot be is told: nobody, two, an application, malformed limits', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('application', 'create', 'Cloud', '--from', 'cloud@example.org');
  const day = ['--day', '5'];
  const cloud = await stage.run('limit', 'set', 'cloud@example.org', ...day, '--json');
  assert.equal(cloud.error.code, 'limit.application');
  for (const wrong of [
    ['set', ...day],
    ['set', admin, '--tenant', 'x', ...day],
    ['set', admin],
    ['set', admin, '--day', '1/2/3/4'],
    ['set', admin, '--day', 'many'],
  ]) {
    assert.equal((await stage.run('limit', ...wrong)).code, 2, wrong.join(' '));
  }
  const absent = await stage.run('limit', 'show', 'nobody@example.org', '--json');
  assert.equal(absent.error.code, 'account.absent');
});
