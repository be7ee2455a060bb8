import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openSecretBox } from '#app/load-secret-key.ts';
import { storedWaysOut } from '#core/queue/ways-out.ts';
import { openStore } from '#store/engine/open-store.ts';
import { findSmartHost } from '#store/operations/relay/smart-host.ts';
import { CliStage } from '#test/cli/stage.ts';

test('A smart host is added with a sealed password, listed without it, and removed', async () => {
  using stage = new CliStage();
  await stage.setup();
  const login = ['--user', 'customer', '--password-stdin', '--from', 'example.org', '--json'];
  const added = await stage.run('smart-host', 'add', 'smtp.provider.test:587', ...login);
  assert.equal(added.code, 2, 'nothing came by standard input');
  const open = await stage.run('smart-host', 'add', '10.0.0.5', '--tls', 'none', '--json');
  assert.equal(open.json.id, 1);
  const twice = await stage.run('smart-host', 'add', 'other.test', '--json');
  assert.match(twice.error.why, /smart host 1 is for the same/);
  assert.match(twice.error.advice, /smart-host/);
  const list = await stage.run('smart-host', 'list', '--json');
  assert.deepEqual(list.json, [
    {
      id: 1,
      host: '10.0.0.5',
      port: 25,
      tls: 'none',
      username: null,
      tenant: null,
      senderDomain: null,
      recipientDomain: null,
    },
  ]);
  assert.match((await stage.run('smart-host', 'list')).stdout, /10\.0\.0\.5:25 +none/);
  assert.match((await stage.run('smart-host', 'remove', '1')).stdout, /Removed the smart host 1/);
  assert.notEqual((await stage.run('smart-host', 'remove', '1')).code, 0);
});

test('The password of a smart host is opened by the relay alone', async () => {
  using stage = new CliStage();
  await stage.setup();
  const options = ['--user', 'customer', '--password-stdin', '--from', 'example.org', '--json'];
  const args = ['smart-host', 'add', 'smtp.provider.test:587', ...options];
  const { json } = await stage.runProgram(args, 'geheim\n');
  const store = await openStore({ folder: stage.data });
  try {
    const kept = await store.read(findSmartHost, json.id);
    assert.ok(!Buffer.from(kept?.password ?? []).includes('geheim'));
    const ways = storedWaysOut(store, openSecretBox(stage.data));
    const login = { username: 'customer', password: 'geheim' };
    const line = { host: 'smtp.provider.test', port: 587, tls: 'starttls', login };
    assert.deepEqual(await ways.smartHost(json.id), line);
    assert.equal(await ways.smartHost(99), undefined);
  } finally {
    await store.close();
  }
  // A lost key is never replaced in silence.
  const key = join(stage.data, 'secret.key');
  renameSync(key, `${key}.lost`);
  assert.equal((await stage.run('smart-host', 'list', '--json')).code, 0);
  const lost = await stage.runProgram(
    ['smart-host', 'add', 'b.test', ...options.slice(0, 3), '--json'],
    'x\n',
  );
  assert.match(lost.error.why, /secret\.key is missing.*restore it from the backup/);
  assert.ok(!existsSync(key));
});

test('A domain gets addresses of its own, and gives them back', async () => {
  using stage = new CliStage();
  await stage.setup();
  const set = ['source-address', 'set', 'example.org'];
  const own = await stage.run(...set, '--ipv4', '192.0.2.7', '--name', 'out.example.org');
  assert.match(own.stdout, /comes from 192\.0\.2\.7, out\.example\.org/);
  assert.match((await stage.run('source-address', 'list')).stdout, /example\.org +192\.0\.2\.7/);
  assert.equal((await stage.run(...set, '--ipv6', '192.0.2.7')).code, 2);
  assert.match((await stage.run(...set)).stdout, /addresses of the server/);
  assert.deepEqual((await stage.run('source-address', 'list', '--json')).json, []);
});

test('A test message is followed to the mailbox, or to the queue', async () => {
  using stage = new CliStage();
  await stage.setup();
  const local = await stage.run('send-test', 'admin@example.org', '--json');
  assert.equal(local.json.status, 'delivered');
  assert.deepEqual(local.json.recipients, ['admin@example.org']);
  const far = await stage.run('send-test', 'someone@elsewhere.test', '--wait', '0', '--json');
  assert.equal(far.json.status, 'queued');
  const queue = (await stage.run('queue', 'list', '--json')).json;
  assert.equal(queue[0].recipient, 'someone@elsewhere.test');
  const id = String(queue[0].id);
  const routed = await stage.run('queue', 'route', id, '--host', 'mx.elsewhere.test:2525');
  assert.match(routed.stdout, /goes another way: one recipient/);
  const none = await stage.run('queue', 'route', id, '--json');
  assert.equal(none.error.why, 'No way was given');
  assert.equal((await stage.run('queue', 'route', id, '--host', 'a b')).code, 2);
  const nobody = await stage.run('send-test', 'nobody@example.org', '--json');
  assert.equal(nobody.code, 1);
  assert.match(nobody.error.why, /no "nobody@example\.org"/);
});

test('A domain gets a rule of its own, and loses it', async () => {
  using stage = new CliStage();
  await stage.setup();
  const set = ['destination', 'set', 'slow.test'];
  await stage.run(...set, '--connections', '1', '--retry', '30m', '--expiry', '2d');
  assert.match((await stage.run('destination', 'list')).stdout, /slow\.test +1 +30m +2d/);
  assert.equal((await stage.run(...set, '--retry', 'soon')).code, 2);
  assert.match((await stage.run(...set)).stdout, /as usual/);
  assert.deepEqual((await stage.run('destination', 'list', '--json')).json, []);
});
