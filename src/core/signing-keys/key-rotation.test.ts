import assert from 'node:assert/strict';
import { verify, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import { keyRecordName, keyRecordText, quotedStrings } from '#core/signing-keys/key-record-text.ts';
import { KeyRotation } from '#core/signing-keys/key-rotation.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { SigningKeys } from '#core/signing-keys/signing-keys.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { type DkimKey, listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const dayMs = 86_400_000;
const domain = 'example.test';
const actor = 'test';

async function stage() {
  const clock = new ManualClock(Date.UTC(2026, 0, 10));
  const store = new MemoryStore(clock);
  const { tenantId } = await store.write(createTenant, {
    actor,
    name: 'T',
    accountsMax: 0,
    bytesMax: 0,
  });
  await store.write(createDomain, { actor, tenantId, name: domain });
  const box = new SecretBox(new Uint8Array(32).fill(7));
  const zone = new Map<string, readonly RecordData[]>();
  const resolver = new ZoneResolver(zone);
  const world = { store, clock, secrets: () => box };
  const rotation = new KeyRotation({ ...world, resolver });
  const publish = (key: DkimKey): void => {
    const text = keyRecordText(key);
    zone.set(keyRecordName(key), [{ type: 'TXT', strings: [text.slice(0, 255), text.slice(255)] }]);
  };
  const run = () => rotation.run(() => false);
  const keys = () => store.read(listDkimKeys, { domain });
  const signing = new SigningKeys({ store, clock, secrets: box });
  const prepare = (stream: string) =>
    preparePair({ ...world, now: clock.now(), actor }, { tenantId, domain, stream });
  return { clock, store, tenantId, box, zone, publish, run, keys, signing, prepare, world };
}

test('Keys are changed within a year, and none signs that is not published (RFC 6376 §3.6.1)', async () => {
  const { clock, publish, run, keys, signing, prepare } = await stage();
  const first = await prepare('');
  assert.deepEqual(
    first.map(({ selector }) => selector),
    ['pa202601a-rsa', 'pa202601a-ed'],
  );
  await assert.rejects(prepare(''), { code: 'dkim-key.exists' });
  const history: string[] = [];
  for (let day = 0; day < 365; day++) {
    clock.advance(dayMs);
    const { prepared, activated, erased } = await run();
    if (prepared + activated + erased > 0) {
      history.push(`${day}: ${prepared} prepared, ${activated} activated, ${erased} erased`);
    }
    const all = await keys();
    // Whoever keeps the zone needs some days each time.
    for (const key of all) {
      const days = (clock.now() - key.createdAt) / dayMs;
      if (key.state === dkimKeyState.prepared && days >= 5) publish(key);
    }
    const active = all.filter(({ state }) => state === dkimKeyState.active);
    assert.deepEqual(
      (await signing.keysOf(domain)).map(({ selector }) => selector),
      active.map(({ selector }) => selector),
    );
    assert.equal(active.length, day < 5 ? 0 : 2);
  }
  assert.deepEqual(history, [
    '5: 0 prepared, 2 activated, 0 erased',
    '187: 2 prepared, 0 activated, 0 erased',
    '193: 0 prepared, 2 activated, 0 erased',
    '207: 0 prepared, 0 activated, 2 erased',
  ]);
});

test('A record of another key, or none for mail, activates nothing', async () => {
  const { zone, run, prepare, publish, keys } = await stage();
  const [rsa, ed] = await prepare('');
  assert.ok(rsa !== undefined && ed !== undefined);
  for (const text of ['v=DKIM1; p=', 'spf', `${keyRecordText(rsa)}; s=other`, keyRecordText(ed)]) {
    zone.set(keyRecordName(rsa), [{ type: 'TXT', strings: [text] }]);
    assert.equal((await run()).activated, 0);
  }
  publish(rsa);
  assert.equal((await run()).activated, 1);
  const states = (await keys()).map(({ state }) => state);
  assert.deepEqual(states, [dkimKeyState.active, dkimKeyState.prepared]);
});

test('Without a resolver keys are only made and erased', async () => {
  const { world, prepare, publish } = await stage();
  for (const key of await prepare('')) publish(key);
  const rotation = new KeyRotation({ ...world, resolver: undefined });
  assert.deepEqual(await rotation.run(() => false), { prepared: 0, activated: 0, erased: 0 });
});

test('Private keys fit their records; an application without keys signs with those of its domain', async () => {
  const { run, prepare, publish, signing, clock } = await stage();
  const made = await prepare('');
  for (const key of made) publish(key);
  await run();
  const [rsa, ed] = await signing.keysOf(domain, 'shop');
  assert.ok(rsa !== undefined && ed !== undefined);
  const record = Buffer.from(made[0]?.publicKey ?? []);
  const open = createPublicKey({ key: record, format: 'der', type: 'spki' });
  const text = Buffer.from('text');
  assert.ok(verify('sha256', text, open, sign('sha256', text, rsa.privateKey)));
  assert.equal(made[1]?.publicKey.length, 32); // RFC 8463 §4.
  for (const key of await prepare('shop')) publish(key);
  await run();
  clock.advance(120_000);
  const own = (await signing.keysOf(domain, 'shop')).map(({ selector }) => selector);
  assert.deepEqual(own, ['pa202601b-rsa', 'pa202601b-ed']);
  assert.equal((await signing.keysOf(domain)).length, 2);
});

test('A record is written in strings of at most 255 octets (RFC 1035 §3.3)', async () => {
  const { prepare } = await stage();
  const [rsa] = await prepare('');
  assert.ok(rsa !== undefined);
  const strings = quotedStrings(keyRecordText(rsa))
    .split(' "')
    .map((each) => each.length);
  assert.equal(strings.length, 2);
  assert.ok(strings.every((length) => length <= 257));
});
