/** Whoever watches an application sees what the other server said, in its words. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { createTransport } from 'nodemailer';

import { watchAttempts } from '#app/control/watch-attempts.ts';
import { defaultSettings, type Settings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { silentLog } from '#base/log.ts';
import { AttemptStories } from '#core/applications/watch/attempt-stories.ts';
import { makeApplication } from '#core/applications/make-application.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { makeTenant } from '#test/stage/directory.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';

const from = 'cloud@example.test';

function settingsIn(folder: string, internet: FakeInternet): Settings {
  return {
    ...defaultSettings(),
    hostname: 'mail.example.test',
    dataFolder: folder,
    certificates: [certify(folder)],
    threads: 1,
    logLevel: 'error',
    points: [{ name: 'submission', address: '127.0.0.1', port: 0 }],
    plaintextOnLoopback: true,
    resolver: { servers: [internet.nameServer] },
    relay: { port: internet.port, addresses: [], authorities: undefined },
  };
}

/** A certificate of an authority of its own in the folder. */
function certify(folder: string) {
  const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
  const authority = issueAuthority('Test authority', validity);
  const leaf = issueLeaf(authority, ['mail.example.test'], validity);
  const files = { certificate: join(folder, 'leaf.pem'), key: join(folder, 'leaf.key') };
  writeFileSync(files.certificate, leaf.certificate);
  writeFileSync(files.key, leaf.key);
  return files;
}

test('What another server says to the test mail is told with the attempt', async () => {
  await using internet = await FakeInternet.start();
  await internet.server('mx.far.test', 200, {
    whim: (stage, line) =>
      stage === 'RCPT' && line.includes('gone@') ? '550 5.1.1 Gone for good' : undefined,
  });
  internet.domain('far.test', 'mx.far.test');
  const folder = mkdtempSync(join(tmpdir(), 'postamt-watched-'));
  const supervisor = await Supervisor.start(settingsIn(folder, internet), silentLog);
  try {
    const { store, points } = supervisor;
    const tenantId = await makeTenant(store, 'example.test');
    const { accountId, password } = await makeApplication(store, {
      actor: 'test',
      tenantId,
      address: { localPart: 'cloud', domain: 'example.test' },
      language: 'en',
      name: 'Cloud',
      kind: 'other',
      fromAddresses: [from],
      networks: [],
      limits: {},
      mailTo: '',
      dkimStream: '',
    });
    const feed = await watchAttempts(folder, { accountId, networks: [] });
    assert.ok(feed !== undefined);
    const transport = createTransport({
      host: '127.0.0.1',
      port: points[0]?.port ?? 0,
      ignoreTLS: true,
      auth: { user: from, pass: password },
    });
    await transport.sendMail({ from, to: ['bob@far.test', 'gone@far.test'], text: 'Test' });
    transport.close();

    const context = { host: 'mail.example.test', login: from, fromAddresses: [from] };
    const stories = new AttemptStories({ ...context, language: 'en' });
    const told: string[] = [];
    for await (const event of feed.events) {
      const said = stories.take(event);
      if (said !== undefined) told.push(`${said.finding}: ${said.reason}`);
      if (told.length === 3) break;
    }
    feed.close();
    assert.match(told[0] ?? '', /^accepted: /);
    assert.deepEqual(told.slice(1).toSorted(), [
      'delivered: The server of "bob@far.test" has taken the message: 250 2.0.0 Stored',
      'failed: The server of "gone@far.test" has refused the message: 550 5.1.1 Gone for good',
    ]);
  } finally {
    await supervisor.stop(0);
    rmSync(folder, { recursive: true });
  }
});
