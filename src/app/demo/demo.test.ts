import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { demoCertificates } from '#app/demo/certificates.ts';
import { parseDemoOptions, UsageError } from '#app/demo/options.ts';
import { demoDomain } from '#app/demo/people.ts';
import { seedBench, seedDemo } from '#app/demo/seed.ts';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';

test('The certificate is made once, and renewed before it runs out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-demo-'));
  const leafAt = (now: number): X509Certificate => {
    const { certificateFile } = demoCertificates(folder, ['localhost', '127.0.0.1', '::1'], now);
    return new X509Certificate(readFileSync(certificateFile));
  };
  const now = Date.UTC(2026, 0, 1);
  const day = 86_400_000;
  const first = leafAt(now);
  const { authorityFile } = demoCertificates(folder, ['localhost'], now);
  const authority = new X509Certificate(readFileSync(authorityFile));
  assert.ok(first.checkIssued(authority) && first.verify(authority.publicKey));
  assert.equal(first.checkHost('localhost'), 'localhost');
  assert.equal(first.checkIP('::1'), '::1');
  assert.equal(leafAt(now + 300 * day).serialNumber, first.serialNumber);
  assert.notEqual(leafAt(now + 370 * day).serialNumber, first.serialNumber);
  rmSync(folder, { recursive: true });
});

test('The demo is sown once, and its people can log in', async () => {
  const store = new MemoryStore();
  await seedDemo(store, systemClock);
  await seedDemo(store, systemClock);
  await seedBench(store, 3);
  const authenticator = new Authenticator(store, { clock: systemClock, log: silentLog });
  const attempt = { protocol: 'imap', remoteAddress: '127.0.0.1' } as const;
  const ada = await authenticator.verify({
    ...attempt,
    login: `ada@${demoDomain}`,
    password: 'ada-demo-2718',
  });
  const mailboxes = await store.read(listMailboxes, { accountId: ada.accountId });
  const totals = new Map(mailboxes.map(({ name, total }) => [name, total]));
  assert.equal(totals.get('INBOX'), 4);
  assert.equal(totals.get('Drafts'), 1);
  await authenticator.verify({ ...attempt, login: 'u2@bench.test', password: 'pw' });
});

test('Options have defaults, and wrong ones say what is expected', () => {
  assert.deepEqual(parseDemoOptions(['--json', '--port-base', '0', '--no-seed']), {
    json: true,
    portBase: 0,
    dataFolder: 'data',
    threads: undefined,
    seed: false,
    benchAccounts: 0,
  });
  assert.equal(parseDemoOptions(['--help']), undefined);
  assert.throws(() => parseDemoOptions(['--port-base', '99999']), UsageError);
  assert.throws(() => parseDemoOptions(['--prot', '1']), UsageError);
});
