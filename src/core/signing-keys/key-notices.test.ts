import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import { keyNotices } from '#core/signing-keys/key-notices.ts';
import { KeyRotation } from '#core/signing-keys/key-rotation.ts';
import { missingMs } from '#core/signing-keys/key-watch.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { activateDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

test('Who administers the tenant finds one notice of lost records in the mailbox, others none', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 25));
  const store = new MemoryStore(clock);
  const domain = 'example.test';
  const actor = 'test';
  const tenantId = await makeTenant(store, domain);
  const ada = await makeAccount(store, tenantId, `ada@${domain}`);
  const { accountId: boss } = await store.write(createAccount, {
    actor,
    tenantId,
    address: { localPart: 'boss', domain },
    displayName: 'Boss',
    language: 'de',
    admin: 1,
    bytesMax: 0,
    countMax: 0,
  });
  const box = new SecretBox(new Uint8Array(32).fill(7));
  const secrets = () => box;
  const world = { store, clock, log: silentLog, hostName: 'mail.example.test' };
  const delivery = new MessageDelivery({ ...world, signers: [] });
  const mail = { delivery, recipients: new Recipients(store), ids: new TraceIds() };
  const notices = keyNotices({ ...world, ...mail });
  const resolver = new ZoneResolver(new Map());
  const rotation = new KeyRotation({ ...world, secrets, resolver, notices });
  const maker = { store, secrets, now: clock.now(), actor };
  const made = await preparePair(maker, { tenantId, domain, stream: '' });
  const selectors = made.map(({ selector }) => selector);
  await store.write(activateDkimKeys, { actor, domain, selectors });
  const count = async (accountId: number): Promise<number> => {
    const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
    const page = { accountId, mailboxId, afterUid: 0, limit: 10 };
    return (await store.read(loadEntries, page)).length;
  };
  for (let look = 0; look < 4; look++) {
    await rotation.run(() => false);
    clock.advance(missingMs);
  }
  assert.deepEqual([await count(boss), await count(ada)], [1, 0]);
});
