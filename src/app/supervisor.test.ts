import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { ListenError } from '#app/edge.ts';
import { SettingsError } from '#app/toml-table.ts';
import { defaultSettings, type Settings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { silentLog } from '#base/log.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };

class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'postamt-supervisor-'));

  /** Writes a certificate of a fresh authority; returns what clients must trust. */
  certify(): string {
    const authority = issueAuthority('Test authority', validity);
    const leaf = issueLeaf(authority, ['mail.example.test'], validity);
    writeFileSync(join(this.path, 'leaf.pem'), leaf.certificate);
    writeFileSync(join(this.path, 'leaf.key'), leaf.key);
    return authority.certificate;
  }

  settings(threads: number): Settings {
    return {
      ...defaultSettings(),
      hostname: 'mail.example.test',
      dataFolder: join(this.path, 'data'),
      threads,
      points: [
        { name: 'http', address: '127.0.0.1', port: 0 },
        { name: 'https', address: '127.0.0.1', port: 0 },
      ],
      certificates: [
        { certificate: join(this.path, 'leaf.pem'), key: join(this.path, 'leaf.key') },
      ],
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

function portOf(supervisor: Supervisor, name: string): number {
  return supervisor.points.find((point) => point.name === name)?.port ?? 0;
}

async function health(supervisor: Supervisor): Promise<number> {
  const url = `http://127.0.0.1:${portOf(supervisor, 'http')}/healthz`;
  const answer = await fetch(url, { headers: { connection: 'close' } });
  await answer.text();
  return answer.status;
}

function trusts(supervisor: Supervisor, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const port = portOf(supervisor, 'https');
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'mail.example.test', ca });
    socket.once('secureConnect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

test('Two edges share the ports, and a crashed one comes back', async () => {
  using folder = new Folder();
  folder.certify();
  const supervisor = await Supervisor.start(folder.settings(2), silentLog);
  try {
    for (let round = 0; round < 10; round++) assert.equal(await health(supervisor), 200);
    await supervisor.threads[0]?.crash();
    assert.equal(await health(supervisor), 200, 'the other edge goes on');
    for (let waited = 0; waited < 200; waited++) {
      if (((await supervisor.threads[0]?.counts()) ?? []).length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(((await supervisor.threads[0]?.counts()) ?? []).length > 0, 'the edge is back');
    const metrics = await fetch(`http://127.0.0.1:${portOf(supervisor, 'http')}/metrics`);
    assert.match(await metrics.text(), /postamt_edges 2/u);
  } finally {
    await supervisor.stop(1_000);
  }
});

test('A reload swaps certificates on every edge and says what needs a restart', async () => {
  using folder = new Folder();
  const before = folder.certify();
  const supervisor = await Supervisor.start(folder.settings(1), silentLog);
  try {
    assert.equal(await trusts(supervisor, before), true);
    const after = folder.certify();
    const running = { ...folder.settings(1), points: supervisor.points };
    assert.deepEqual(await supervisor.reload({ ...running, hostname: 'other.example.test' }), [
      'hostname',
    ]);
    assert.equal(await trusts(supervisor, after), true);
    writeFileSync(join(folder.path, 'leaf.pem'), 'broken');
    await assert.rejects(supervisor.reload(running), SettingsError);
    assert.equal(await trusts(supervisor, after), true, 'a failed reload keeps what was there');
  } finally {
    await supervisor.stop(1_000);
  }
});

test('A port in use is named with what to do', async () => {
  using folder = new Folder();
  folder.certify();
  const supervisor = await Supervisor.start(folder.settings(0), silentLog);
  try {
    const second = { ...folder.settings(2), points: supervisor.points };
    await assert.rejects(Supervisor.start(second, silentLog), (error) => {
      assert.ok(error instanceof ListenError);
      assert.match(error.message, /port \d+ for http: another program has it/u);
      return true;
    });
  } finally {
    await supervisor.stop(1_000);
  }
});
