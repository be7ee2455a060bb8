/** A whole server without `[relay]`: what is held for people here comes all the same. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { defaultSettings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { silentLog } from '#base/log.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Milliseconds until the message must be there. */
const waitMsMax = 10_000;

test('A server that sends nothing to others files what was held for people here (RFC 4865 §4)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-held-'));
  const settings = { ...defaultSettings(), hostname: 'mail.example.test', points: [], threads: 0 };
  const server = await Supervisor.start({ ...settings, dataFolder: folder }, silentLog);
  try {
    const { store } = server;
    const tenantId = await makeTenant(store, 'example.test');
    const accountId = await makeAccount(store, tenantId, 'ada@example.test');
    const recipients = [
      { address: 'ada@example.test', domain: 'example.test', local: true },
      { address: 'far@remote.test', domain: 'remote.test' },
    ];
    const sender = 'ada@example.test';
    const releaseAt = Date.now() + 50;
    const queue = { tenantId, accountId, sender, recipients, releaseAt };
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
    await store.write(deliver, input, [draftOf('Subject: later\r\n\r\ntext\r\n')]);
    const total = async (): Promise<number> =>
      (await store.read(mailboxByPath, { accountId, path: ['INBOX'] })).total;
    for (const end = performance.now() + waitMsMax; (await total()) === 0;) {
      assert.ok(performance.now() < end, 'nothing has come');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [waiting, ...more] = await store.read(listQueue, {});
    assert.deepEqual([waiting?.address, waiting?.attempts, more], ['far@remote.test', 0, []]);
  } finally {
    await server.stop(1_000);
    rmSync(folder, { recursive: true, force: true });
  }
});
