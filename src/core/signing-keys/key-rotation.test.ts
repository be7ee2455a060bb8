import assert from 'node:assert/strict';
import { verify, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import type { KeyNotices } from '#core/signing-keys/key-notices.ts';
import { keyRecordName, keyRecordText, quotedStrings } from '#core/signing-keys/key-record-text.ts';
import { KeyRotation, retiredMs } from '#core/signing-keys/key-rotation.ts';
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
  const zone = new Map<string, readonly (RecordData | 'timeout')[]>();
  const resolver = new ZoneResolver(zone);
  const world = { store, clock, secrets: () => box };
  const told: string[] = [];
  const notices: KeyNotices = (_tenantId, words) => {
    told.push(words('en').subject, words('de').text);
    return Promise.resolve([]);
  };
  const watched = { ...world, log: silentLog, notices };
  const rotation = new KeyRotation({ ...watched, resolver });
  const publish = (key: DkimKey): void => {
    const text = keyRecordText(key);
    zone.set(keyRecordName(key), [{ type: 'TXT', strings: [text.slice(0, 255), text.slice(255)] }]);
  };
  const run = () => rotation.run(() => false);
  const keys = () => store.read(listDkimKeys, { domain });
  const signing = new SigningKeys({ store, clock, secrets: box });
  const prepare = (stream: string) =>
    preparePair({ ...world, now: clock.now(), actor }, { tenantId, domain, stream });
  const states = async () =>
    Object.fromEntries((await keys()).map(({ selector, state }) => [selector.slice(8), state]));
  const made = { clock, store, tenantId, box, zone, publish, run, keys, signing, prepare };
  return { ...made, watched, told, states };
}

test('Keys are changed within a year, and none signs that is not published (RFC 6376 §3.6.1)', async () => {
  const { clock, publish, run, keys, signing, prepare, told } = await stage();
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
  assert.equal(told[0], 'New DKIM keys of example.test wait for their records');
  assert.match(told[1] ?? '', /pa202607a-rsa\._domainkey\.example\.test\r\nv=DKIM1; k=rsa; p=/);
  assert.equal(told.length, 2);
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
  const { watched, prepare, publish } = await stage();
  for (const key of await prepare('')) publish(key);
  const rotation = new KeyRotation({ ...watched, resolver: undefined });
  const nothing = { prepared: 0, activated: 0, erased: 0, lost: 0 };
  assert.deepEqual(await rotation.run(() => false), nothing);
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

const { prepared, active, retired } = dkimKeyState;
const hourMs = 3_600_000;

test('A key whose record is gone waits while the other of its pair signs (RFC 6376 §3.6.2)', async () => {
  const { clock, zone, run, prepare, publish, told, states } = await stage();
  const [rsa, ed] = await prepare('');
  assert.ok(rsa !== undefined && ed !== undefined);
  for (const key of [rsa, ed]) publish(key);
  await run();
  zone.delete(keyRecordName(rsa));
  assert.equal((await run()).lost, 0, 'a zone may be in the making');
  assert.equal(told.length, 0);
  zone.set(keyRecordName(rsa), ['timeout']);
  clock.advance(hourMs);
  assert.equal((await run()).lost, 0, 'the DNS does not say');
  zone.set(keyRecordName(rsa), [{ type: 'TXT', strings: ['v=DKIM1; p='] }]);
  assert.equal((await run()).lost, 1);
  assert.deepEqual(await states(), { 'a-rsa': prepared, 'a-ed': active });
  assert.equal(told[0], 'DKIM records of example.test are missing');
  assert.match(told[1] ?? '', /signiert nicht mehr; statt seiner: pa202601a-ed/);
  publish(rsa);
  assert.equal((await run()).activated, 1);
  assert.deepEqual(await states(), { 'a-rsa': active, 'a-ed': active });
  assert.equal(told.length, 2);
});

test('A retired key that is still published signs again until the record of the new one is back', async () => {
  const { clock, zone, run, prepare, publish, states, signing } = await stage();
  const first = await prepare('');
  for (const key of first) publish(key);
  await run();
  const second = await prepare('');
  for (const key of second) publish(key);
  await run();
  for (const key of second) zone.delete(keyRecordName(key));
  await run();
  clock.advance(hourMs);
  assert.equal((await run()).lost, 2);
  const swapped = { 'a-rsa': active, 'a-ed': active, 'b-rsa': prepared, 'b-ed': prepared };
  assert.deepEqual(await states(), swapped);
  const selectors = (await signing.keysOf(domain)).map(({ selector }) => selector);
  assert.deepEqual(
    selectors,
    first.map(({ selector }) => selector),
  );
  for (const key of second) publish(key);
  await run();
  const back = { 'a-rsa': retired, 'a-ed': retired, 'b-rsa': active, 'b-ed': active };
  assert.deepEqual(await states(), back);
});

test('Where no other key is published it goes on signing, and people are reminded weekly', async () => {
  const { clock, zone, run, prepare, publish, told, states, keys } = await stage();
  const pair = await prepare('');
  for (const key of pair) publish(key);
  await run();
  zone.clear();
  await run();
  for (let day = 0; day < 8; day++) {
    clock.advance(dayMs);
    assert.equal((await run()).lost, 2);
    assert.deepEqual(await states(), { 'a-rsa': active, 'a-ed': active });
    assert.equal(told.length, day < 7 ? 2 : 4);
  }
  assert.match(told[1] ?? '', /Er signiert weiter/);
  for (const key of pair) publish(key);
  await run();
  assert.ok((await keys()).every(({ missingSince, toldAt }) => missingSince + toldAt === 0));
});

test('Mail of an application is signed by its domain when the records of its keys are gone', async () => {
  const { clock, zone, run, prepare, publish, signing } = await stage();
  for (const key of await prepare('')) publish(key);
  const own = await prepare('shop');
  for (const key of own) publish(key);
  await run();
  for (const key of own) zone.delete(keyRecordName(key));
  await run();
  clock.advance(hourMs);
  assert.equal((await run()).lost, 2);
  const selectors = (await signing.keysOf(domain, 'shop')).map(({ selector }) => selector);
  assert.deepEqual(selectors, ['pa202601a-rsa', 'pa202601a-ed']);
});

test('A retired key that signs again at the end of its time is not erased', async () => {
  const { clock, zone, run, prepare, publish, states } = await stage();
  for (const key of await prepare('')) publish(key);
  await run();
  const second = await prepare('');
  for (const key of second) publish(key);
  await run();
  clock.advance(retiredMs - hourMs);
  for (const key of second) zone.delete(keyRecordName(key));
  await run();
  clock.advance(hourMs);
  assert.deepEqual(await run(), { prepared: 0, activated: 0, erased: 0, lost: 2 });
  const swapped = { 'a-rsa': active, 'a-ed': active, 'b-rsa': prepared, 'b-ed': prepared };
  assert.deepEqual(await states(), swapped);
});
