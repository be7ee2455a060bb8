/** Uploads, push subscriptions and states of other types, on each engine. */
import assert from 'node:assert/strict';

import { readOperation, writeOperation } from '#store/operation.ts';
import { accountClock } from '#store/operations/jmap/account-clock.ts';
import { findUploads } from '#store/operations/jmap/find-uploads.ts';
import {
  keepUpload,
  pendingUploadsMax,
  pruneUploads,
  uploadMs,
  uploadMsMin,
} from '#store/operations/jmap/keep-upload.ts';
import { objectStates, touchObjectState } from '#store/operations/jmap/object-states.ts';
import {
  addPushSubscription,
  notePush,
  ownPushSubscriptions,
  pagePushSubscriptions,
  prunePushSubscriptions,
  pushSubscriptionsMax,
  removePushSubscription,
  updatePushSubscription,
} from '#store/operations/jmap/push-subscriptions.ts';
import { statement } from '#store/statement.ts';
import { contract, fill } from '#test/contract/contract.ts';
import { outcome, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const countBlobs = statement<{ blobs: number }>('SELECT COUNT(*) AS "blobs" FROM blob');
const blobs = readOperation('test.jmapBlobs', function* (tx, _input: undefined) {
  return (yield* tx.one(countBlobs)).blobs;
});

contract('an upload is found in its account alone, and ends with its blob', async (world) => {
  const { store, clock, tenantId, ada, ben } = world;
  const kept = await store.write(keepUpload, { accountId: ada, tenantId, type: 'text/plain' }, [
    draftOf('some text'),
  ]);
  assert.deepEqual(structuredClone(kept), { uploadId: 1, size: 9 });
  const uploadIds = [1, 7];
  const [found, ...more] = await store.read(findUploads, { accountId: ada, uploadIds });
  assert.ok(found);
  assert.equal(more.length, 0);
  assert.deepEqual([found.uploadId, found.type, found.length], [1, 'text/plain', 9]);
  assert.equal(Buffer.from(await store.readBlob(found)).toString(), 'some text');
  assert.deepEqual(await store.read(findUploads, { accountId: ben, uploadIds }), []);
  const end = clock.now() + uploadMs;
  assert.deepEqual(await store.write(pruneUploads, { before: end, limit: 9 }), { removed: 0 });
  assert.deepEqual(await store.write(pruneUploads, { before: end + 1, limit: 9 }), { removed: 1 });
  assert.equal(await store.read(blobs, undefined), 0);
});

/** Fills the quota in one go: a thousand writes would take long. */
const fillUploads = writeOperation('test.fillUploads', function* (tx, accountId: number) {
  const insert = statement(`
    INSERT INTO upload (account_id, upload_id, blob_id, type, size, created_at, expires_at)
    VALUES (?1, ?2, ?2, '', 1, ?3, ?3)`);
  for (let id = 1; id <= pendingUploadsMax; id++) {
    yield* tx.run(insert, accountId, -id, tx.now);
  }
});

contract('uploads of the last hour have a quota, older ones make room', async (world) => {
  const { store, clock, tenantId, ada, ben } = world;
  await store.write(fillUploads, ada);
  const upload = { accountId: ada, tenantId, type: '' };
  const keep = () => outcome(store.write(keepUpload, upload, [draftOf('x')]));
  assert.equal(await keep(), 'refused: upload.limit');
  const other = { ...upload, accountId: ben };
  assert.deepEqual(await outcome(store.write(keepUpload, other, [draftOf('x')])), {
    uploadId: 1,
    size: 1,
  });
  clock.advance(uploadMsMin + 1);
  assert.deepEqual(await keep(), { uploadId: 2, size: 1 });
  assert.deepEqual(await keep(), { uploadId: 3, size: 1 });
});

function subscription(accountId: number, device: string) {
  return {
    accountId,
    credentialId: 1,
    webSessionId: 0,
    deviceClientId: device,
    url: 'https://push.test/',
    publicKey: Uint8Array.of(4),
    secret: Uint8Array.of(5),
    code: 'code',
    types: 'null',
    expiresAt: 0,
  };
}

async function subscribe(world: World, accountId: number, device: string): Promise<number> {
  const expiresAt = world.clock.now() + 1_000;
  const row = { ...subscription(accountId, device), expiresAt };
  return (await world.store.write(addPushSubscription, row)).subscriptionId;
}

contract(
  'push subscriptions are those of a login, and are listed for who pushes',
  async (world) => {
    const { store, clock, ada, ben } = world;
    const one = await subscribe(world, ada, 'a');
    const two = await subscribe(world, ben, 'b');
    const owner = { accountId: ada, credentialId: 1, webSessionId: 0 };
    const [row] = await store.read(ownPushSubscriptions, owner);
    assert.ok(row);
    const { pushedModseq, ...rest } = structuredClone(row);
    assert.equal(pushedModseq, (await clockOf(world, ada)).modseq);
    const { publicKey, secret, ...plain } = rest;
    assert.deepEqual([...publicKey, ...secret], [4, 5]);
    const { publicKey: _, secret: __, ...expected } = subscription(ada, 'a');
    const expiresAt = clock.now() + 1_000;
    assert.deepEqual(plain, { ...expected, expiresAt, subscriptionId: one, state: 0 });
    for (const other of [{ credentialId: 2 }, { webSessionId: 1 }, { accountId: ben + 1 }]) {
      assert.deepEqual(await store.read(ownPushSubscriptions, { ...owner, ...other }), []);
    }
    const which = { accountId: ada, subscriptionId: one };
    await store.write(notePush, { ...which, asked: true, modseq: 0 });
    await store.write(updatePushSubscription, {
      ...which,
      state: 2,
      types: '["Email"]',
      expiresAt,
    });
    await store.write(notePush, { ...which, asked: true, modseq: 0 });
    await store.write(notePush, { ...which, asked: false, modseq: 90 });
    await store.write(notePush, { ...which, asked: false, modseq: 80 });
    const page = await store.read(pagePushSubscriptions, { accountId: 0, subscriptionId: 0 });
    assert.deepEqual(
      page.map(({ subscriptionId, state, types, pushedModseq: pushed }) => [
        subscriptionId,
        state,
        types,
        pushed === 90,
      ]),
      [
        [one, 2, '["Email"]', true],
        [two, 0, 'null', false],
      ],
    );
    assert.deepEqual((await store.read(pagePushSubscriptions, which)).length, 1);
    await store.write(removePushSubscription, which);
    const gone = store.write(updatePushSubscription, { ...which, state: 2, types: '', expiresAt });
    assert.equal(await outcome(gone), 'refused: push.absent');
    const prune = { before: expiresAt + 1, limit: 9 };
    assert.deepEqual(await store.write(prunePushSubscriptions, prune), { removed: 1 });
  },
);

contract('push subscriptions are bounded, and one of a device replaces its own', async (world) => {
  const { ada } = world;
  for (let index = 0; index < pushSubscriptionsMax; index++) {
    await subscribe(world, ada, index < 2 ? 'same' : `device ${index}`);
  }
  await subscribe(world, ada, 'one more');
  assert.equal(await outcome(subscribe(world, ada, 'too many')), 'refused: push.limit');
});

const touch = writeOperation('test.touchState', function* (tx, accountId: number) {
  return yield* touchObjectState(tx, accountId, 'Identity');
});

async function clockOf({ store }: World, accountId: number, sinceModseq = 0) {
  const clock = await store.read(accountClock, { accountId, sinceModseq });
  assert.ok(clock);
  return clock;
}

contract('an account has one clock for mail and a counter for each other type', async (world) => {
  const { store, ada, ben } = world;
  const before = await clockOf(world, ada);
  assert.deepEqual(structuredClone(before), {
    modseq: before.modseq,
    deliveredModseq: undefined,
    others: {},
  });
  const hints: number[] = [];
  const { started, stop } = store.watch(ada, ({ modseq }) => hints.push(modseq));
  await started;
  assert.equal(await store.write(touch, ada), 1);
  assert.equal(await store.write(touch, ada), 2);
  assert.deepEqual(hints, [0, 0]);
  stop();
  await fill(world, 1);
  const after = await clockOf(world, ada, before.modseq);
  assert.deepEqual(structuredClone(after), {
    modseq: before.modseq + 1,
    deliveredModseq: before.modseq + 1,
    others: { Identity: 2 },
  });
  assert.equal((await clockOf(world, ada, after.modseq)).deliveredModseq, undefined);
  assert.deepEqual(structuredClone(await store.read(objectStates, { accountId: ada })), {
    Identity: 2,
  });
  assert.deepEqual(structuredClone(await store.read(objectStates, { accountId: ben })), {});
  const absent = await store.read(accountClock, { accountId: 999, sinceModseq: 0 });
  assert.equal(absent, undefined);
});
