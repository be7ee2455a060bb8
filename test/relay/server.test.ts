/** A whole server before a fake Internet: from the submission to the other server and back. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';

import { defaultSettings, type Settings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { openSecretBox } from '#app/load-secret-key.ts';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { verifyDkim } from '#core/policy/dkim/verify-dkim.ts';
import { keyRecordName, keyRecordText } from '#core/signing-keys/key-record-text.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { searchTraces } from '#core/trace/search.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { activateDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { readQueue } from '#test/stage/fill-queue.ts';

const answered = { ttlSeconds: 60, authenticated: false };

const ada = { user: 'ada@example.test', pass: 'a long pass phrase' };

/** Milliseconds until something must have happened. */
const waitMsMax = 20_000;

/** Milliseconds in which a server has to end whose peer says nothing. */
const stopMsMax = 10_000;

/** Runs one server with Ada's account. */
class Post implements AsyncDisposable {
  readonly folder: string;
  readonly tenantId: number;
  readonly supervisor: Supervisor;
  #stopped = false;

  private constructor(folder: string, supervisor: Supervisor, tenantId: number) {
    this.tenantId = tenantId;
    this.folder = folder;
    this.supervisor = supervisor;
  }

  static async open(settings: Partial<Settings>): Promise<Post> {
    const folder = mkdtempSync(join(tmpdir(), 'postamt-relay-server-'));
    const all = {
      ...defaultSettings(),
      hostname: 'mail.example.test',
      dataFolder: join(folder, 'data'),
      certificates: [certify(folder)],
      threads: 0,
      logLevel: 'error' as const,
      plaintextOnLoopback: true,
      points: [
        { name: 'submission', address: '127.0.0.1', port: 0 },
        { name: 'imap', address: '127.0.0.1', port: 0 },
      ] as const,
      ...settings,
    };
    const supervisor = await Supervisor.start(all, silentLog);
    const { store } = supervisor;
    const tenantId = await makeTenant(store, 'example.test');
    const accountId = await makeAccount(store, tenantId, ada.user);
    const credential = { actor: 'test', accountId, password: ada.pass };
    await setPassword(store, credential);
    return new Post(folder, supervisor, tenantId);
  }

  #port(name: string): number {
    return this.supervisor.points.find((point) => point.name === name)?.port ?? 0;
  }

  /** Keys of Ada's domain, in use; their records by name. */
  async makeKeys(): Promise<ReadonlyMap<string, string>> {
    const { store } = this.supervisor;
    const secrets = () => openSecretBox(join(this.folder, 'data'));
    const maker = { store, secrets, now: systemClock.now(), actor: 'test' };
    const owner = { tenantId: this.tenantId, domain: 'example.test', stream: '' };
    const keys = await preparePair(maker, owner);
    const selectors = keys.map(({ selector }) => selector);
    await store.write(activateDkimKeys, { actor: 'test', ...owner, selectors });
    return new Map(keys.map((key) => [keyRecordName(key), keyRecordText(key)]));
  }

  async submit(to: readonly string[], text: string): Promise<void> {
    const port = this.#port('submission');
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, auth: ada });
    await transport.sendMail({ from: ada.user, to: [...to], subject: 'Gruss', text });
    transport.close();
  }

  /** The first message of Ada's INBOX, as soon as it is there. */
  async received(): Promise<string> {
    const port = this.#port('imap');
    const options = { host: '127.0.0.1', port, secure: false, doSTARTTLS: false } as const;
    const client = new ImapFlow({ ...options, auth: ada, logger: false });
    await client.connect();
    const lock = await client.getMailboxLock('INBOX');
    try {
      for (const end = performance.now() + waitMsMax; performance.now() < end; await sleep(50)) {
        await client.noop();
        const message = await client.fetchOne('*', { source: true });
        if (message !== false) return message.source?.toString() ?? '';
      }
      throw new Error('INBOX stays empty');
    } finally {
      lock.release();
      await client.logout();
    }
  }

  async stop(): Promise<void> {
    if (!this.#stopped) await this.supervisor.stop(0);
    this.#stopped = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

function certify(folder: string) {
  const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
  const leaf = issueLeaf(issueAuthority('Test', validity), ['mail.example.test'], validity);
  const files = { certificate: join(folder, 'leaf.pem'), key: join(folder, 'leaf.key') };
  writeFileSync(files.certificate, leaf.certificate);
  writeFileSync(files.key, leaf.key);
  return files;
}

function outbound(internet: FakeInternet): Pick<Settings, 'resolver' | 'relay'> {
  return {
    resolver: { servers: [internet.nameServer] },
    relay: { port: internet.port, addresses: [], authorities: undefined },
  };
}

async function until(happened: () => boolean, what: string): Promise<void> {
  for (const end = performance.now() + waitMsMax; !happened(); await sleep(10)) {
    if (performance.now() > end) throw new Error(`${what} has not happened`);
  }
}

for (const threads of [0, 1]) {
  test(`What a person submits reaches the other server, a refusal her INBOX (threads: ${threads})`, async () => {
    await using internet = await FakeInternet.start();
    const peer = await internet.server('mx.far.test', 2, {
      whim: (stage, line) =>
        stage === 'RCPT' && line.includes('gone@') ? '550 5.1.1 Gone for good' : undefined,
    });
    internet.domain('far.test', 'mx.far.test');
    await using post = await Post.open({ ...outbound(internet), threads });
    await post.submit(['bob@far.test', 'gone@far.test'], 'Across the border');
    const bounce = await post.received();
    assert.match(bounce, /Final-Recipient: rfc822; ?gone@far\.test/i);
    assert.match(bounce, /Diagnostic-Code: smtp; ?550 5\.1\.1 Gone for good/i);
    assert.doesNotMatch(bounce, /Final-Recipient: rfc822; ?bob@far\.test/i);
    await until(() => peer.taken.length === 1, 'The delivery');
    const [message] = peer.taken;
    assert.deepEqual([message?.from, message?.to], [ada.user, ['bob@far.test']]);
    assert.match(message?.text ?? '', /^Received: .*\r\n\r\nAcross the border\r\n$/s);
    assert.doesNotMatch(message?.text ?? '', /^(Return-Path|Bcc):/im);
    const asked = { tenantId: post.tenantId, sender: ada.user };
    const { traces } = await searchTraces(post.supervisor.store, asked, { limit: 5 });
    const tried = traces[0]?.steps.filter(({ step }) => step === 'relay.attempt') ?? [];
    assert.deepEqual(
      tried.map(({ detail }) => `${detail.recipient} ${detail.outcome}`).toSorted(),
      ['bob@far.test sent', 'gone@far.test failed'],
    );
    assert.equal(traces[0]?.status, 'bounced');
  });
}

test('What goes out is signed by both keys of its domain (RFC 6376 §5, RFC 8463 §3)', async () => {
  await using internet = await FakeInternet.start();
  const peer = await internet.server('mx.far.test', 2);
  internet.domain('far.test', 'mx.far.test');
  await using post = await Post.open(outbound(internet));
  const records = await post.makeKeys();
  await post.submit(['bob@far.test'], 'Signed');
  await until(() => peer.taken.length === 1, 'The delivery');
  const { text = '' } = peer.taken[0] ?? {};
  const end = text.indexOf('\r\n\r\n') + 4;
  const body = async function* () {
    yield Buffer.from(text.slice(end), 'latin1');
  };
  const resolver: Pick<Resolver, 'txt'> = {
    txt: async (name) => {
      const record = records.get(name);
      if (record === undefined) return { outcome: 'no-such-name', ...answered };
      const data = { type: 'TXT', strings: [record] } as const;
      return { outcome: 'found', name, records: [data], ...answered };
    },
  };
  const world = { resolver, clock: systemClock };
  const found = await verifyDkim({ header: text.slice(0, end), body }, world);
  assert.deepEqual(
    found.map(({ result, domain, algorithm }) => `${result} ${domain} ${algorithm}`).toSorted(),
    ['pass example.test ed25519-sha256', 'pass example.test rsa-sha256'],
  );
});

test('A server whose peer hangs stops within seconds and keeps the message', async () => {
  await using internet = await FakeInternet.start();
  const peer = await internet.server('mx.mute.test', 2, {
    whim: (stage) => (stage === 'content' ? 'hang' : undefined),
  });
  internet.domain('mute.test', 'mx.mute.test');
  await using post = await Post.open(outbound(internet));
  await post.submit(['bob@mute.test'], 'Hello?');
  await until(() => peer.lines.includes('DATA'), 'The beginning of the message');
  const began = performance.now();
  await post.stop();
  assert.ok(performance.now() - began < stopMsMax);
  const [row, ...more] = await readQueue(join(post.folder, 'data'));
  assert.deepEqual([row?.address, more.length], ['bob@mute.test', 0]);
});

test('Without [resolver] and [relay] nobody is asked or dialled, and mail waits', async () => {
  await using internet = await FakeInternet.start();
  const peer = await internet.server('mx.far.test', 2);
  internet.domain('far.test', 'mx.far.test');
  await using post = await Post.open({});
  await post.submit(['bob@far.test'], 'Later');
  await sleep(1_000); // Four looks at the queue of a server that relays.
  await post.stop();
  assert.deepEqual([internet.dns.arrivals.length, peer.connections], [0, 0]);
  const [row] = await readQueue(join(post.folder, 'data'));
  assert.deepEqual([row?.address, row?.attempts], ['bob@far.test', 0]);
});
