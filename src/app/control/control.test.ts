import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { connectControl, ControlError } from '#app/control/control-store.ts';
import { encodeMessage } from '#app/control/messages.ts';
import { serveControl } from '#app/control/serve-control.ts';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { AttemptWatch } from '#core/applications/watch/attempt-watch.ts';
import { dialLocal, listenLocal } from '#net/local-socket.ts';
import { openStore } from '#store/engine/open-store.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { listTenants } from '#store/operations/directory/list-tenants.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { makeAda } from '#test/stage/directory.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';

const actor = 'test';

async function serving() {
  const folder = fs.mkdtempSync(join(tmpdir(), 'postamt-control-'));
  const server = await openStore({ folder });
  const watch = new AttemptWatch({ clock: systemClock, activate: () => {} });
  const listener = await serveControl(folder, { store: server, watch, log: silentLog });
  const store = await connectControl(folder);
  assert.ok(store);
  const stop = async (): Promise<void> => {
    await store.close();
    await listener?.close();
    await server.close();
    fs.rmSync(folder, { recursive: true });
  };
  return { folder, store, listener, server, stop };
}

test('A command writes through the server, reads what it wrote, and hears refusals', async () => {
  const { store, stop } = await serving();
  const tenant = { actor, name: 'T', bytesMax: 0, accountsMax: 0 };
  const { tenantId } = await store.write(createTenant, tenant);
  const tenants = await store.read(listTenants, {});
  assert.deepEqual(
    tenants.map((one) => one.tenantId),
    [tenantId],
  );
  await assert.rejects(store.write(createTenant, tenant), { code: 'tenant.exists' });
  // Several at once are answered one by one, each with its own.
  const names = ['a', 'b', 'c'];
  const made = await Promise.all(
    names.map((name) => store.write(createTenant, { ...tenant, name })),
  );
  assert.equal(new Set(made.map((one) => one.tenantId)).size, 3);
  await stop();
});

test('Bodies go along inside the request, large ones as spool files that do not stay', async () => {
  const { folder, store, stop } = await serving();
  const { accountId } = await makeAda(store);
  const sizes = [10, 3_000_000];
  const bodies = sizes.map((size) => Buffer.alloc(size, 'x'));
  const messageIds = await fillInbox(store, accountId, bodies);
  const rows = await store.read(messageBlobs, { accountId, messageIds });
  for (const [index, row] of rows.entries()) {
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    assert.equal((await store.readBlob(place)).length, sizes[index]);
  }
  assert.deepEqual(fs.readdirSync(join(folder, 'spool')), []);
  await stop();
});

test('Without a server there is no connection; a dead one’s socket counts as none', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'postamt-control-'));
  assert.equal(await connectControl(folder), undefined);
  assert.equal(await connectControl(`${folder}/${'x'.repeat(200)}`), undefined);
  fs.writeFileSync(join(folder, 'control.sock'), '');
  assert.equal(await connectControl(folder), undefined);
  fs.rmSync(folder, { recursive: true });
});

test('A server of another version is named as such', async () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'postamt-control-'));
  const listener = await listenLocal(join(folder, 'control.sock'), (peer) =>
    peer.send(encodeMessage({ version: 99, pid: 1 })),
  );
  await assert.rejects(connectControl(folder), (error: Error) => {
    assert.ok(error instanceof ControlError);
    assert.match(error.message, /another version \(99, not 1\)/);
    return true;
  });
  await listener.close();
  fs.rmSync(folder, { recursive: true });
});

test('What is no request ends the connection and not the server', async () => {
  const { folder, store, stop } = await serving();
  for (const octets of [Buffer.from('nonsense'), encodeMessage({ ok: true, output: 1 })]) {
    const peer = await dialLocal(join(folder, 'control.sock'));
    await peer.frames.next();
    peer.send(octets);
    assert.equal((await peer.frames.next()).done, true);
  }
  assert.deepEqual(await store.read(listTenants, {}), []);
  await stop();
});

test('A server that stops on the way is told as such', async () => {
  const { store, listener, stop } = await serving();
  await listener?.close();
  const tenant = { actor, name: 'T', bytesMax: 0, accountsMax: 0 };
  await assert.rejects(store.write(createTenant, tenant), /stopped before it answered/);
  await stop();
});
