/** The real program, with the server stopped and beside a running one. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeOwnCertificate } from '#app/cli/setup/own-certificate.ts';
import { CliStage, runScript, type Said, Server } from '#test/cli/stage.ts';

const address = 'ada@example.org';

const mbox = `From x Thu Jan  1 00:00:10 2026
Status: RO
Subject: one

Text

From x Thu Jan  1 00:00:20 2026
Subject: two

${'Long line\n'.repeat(150_000)}`;

function bodies(text: string): string[] {
  return text.split('\n').filter((line) => /^[STL]/.test(line));
}

/** What an operator does in a day; the same whether a server runs or not. */
async function workThrough(stage: CliStage): Promise<void> {
  const ask = async (args: readonly string[], input?: string) =>
    (await stage.runProgram([...args, '--json'], input)).json;
  const made = await ask(['account', 'create', address, '--password-stdin'], 'ada-secret\n');
  assert.equal(made.password, undefined);
  const { password } = await ask(['app-password', 'create', address, 'phone', '--scope', 'imap']);
  assert.equal(password.length, 24);
  await ask(['alias', 'create', 'info@example.org', address, 'a@elsewhere.example']);
  fs.writeFileSync(stage.file('in.mbox'), mbox);
  const imported = await ask(['import', address, stage.file('in.mbox'), '--folder', 'Old']);
  assert.deepEqual([imported.messages, imported.mailboxes], [2, ['Old']]);
  await ask(['export', address, stage.file('out'), '--folder', 'Old', '--format', 'mbox']);
  const written = fs.readFileSync(stage.file('out/Old.mbox'), 'utf8');
  assert.deepEqual(bodies(written).slice(0, 3), ['Status: RO', 'Subject: one', 'Text']);
  assert.equal(bodies(written).length, 150_000 + 5);
  const refused: Said = await stage.runProgram(['account', 'create', address, '--generate']);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /is taken already/);
  const checked = await ask(['check']);
  assert.deepEqual([checked.ok, checked.bodies], [true, 2]);
}

test('With the server stopped', async () => {
  using stage = new CliStage();
  await stage.setup();
  await workThrough(stage);
});

for (const threads of [0, 1]) {
  test(`Beside a server with threads = ${threads}, which sees every change at once`, async () => {
    using stage = new CliStage();
    const password = await stage.setup();
    const server = await Server.start(stage, threads);
    try {
      assert.match(await server.login(stage, 'admin@example.org', password), /^OK/);
      assert.match(await server.login(stage, address, 'ada-secret'), /^NO/);
      await workThrough(stage);
      assert.match(await server.login(stage, address, 'ada-secret'), /^OK/);
      await stage.runProgram(['account', 'disable', address]);
      assert.match(await server.login(stage, address, 'ada-secret'), /^NO/);
      const user = stage.audit().at(-1);
      assert.match(user ?? '', /^cli:\S+ account\.update ada@example\.org$/);
    } finally {
      assert.equal(await server.stop(), 0);
    }
    assert.ok(!fs.existsSync(join(stage.data, 'control.sock')), 'the socket goes with the server');
    assert.equal((await stage.ask('account', 'show', address)).state, 'disabled');
  });
}

test('After a server was killed its socket does not stand in the way', async () => {
  using stage = new CliStage();
  await stage.setup();
  const server = await Server.start(stage, 1);
  await server.kill();
  assert.ok(fs.existsSync(join(stage.data, 'control.sock')));
  await stage.ask('account', 'create', address, '--no-password');
  const again = await Server.start(stage, 0);
  const list = await stage.ask('account', 'list');
  assert.equal(list.length, 2);
  assert.equal(await again.stop(), 0);
});

test('A data directory that another process holds without a socket is told as such', async () => {
  using stage = new CliStage();
  await stage.setup();
  const server = await Server.start(stage, 0);
  fs.rmSync(join(stage.data, 'control.sock'));
  const said = await stage.run('account', 'list', '--json');
  assert.deepEqual([said.code, said.error.code], [1, 'data.locked']);
  assert.match(said.error.why, /no server answers on its control\.sock/);
  assert.equal(await server.stop(), 0);
});

test('Setup may be run again, keeps what is there, and names DNS records and ports', async () => {
  using stage = new CliStage();
  const options = ['--data', stage.data, '--port-base', '20000', '--hostname', 'mx.example.org'];
  const first = await stage.runProgram(['setup', 'example.org', ...options]);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^Password +\S{24}$/m);
  assert.match(first.stdout, /example\.org\. +MX +10 mx\.example\.org\./);
  assert.match(first.stdout, /Let the firewall pass TCP to: 20025 \(smtp\), 20587 \(submission\)/);
  const config = fs.readFileSync(stage.config, 'utf8');
  const second = await stage.runProgram(['setup', 'example.org']);
  assert.match(second.stdout, /^Password +as it was$/m);
  assert.equal(fs.readFileSync(stage.config, 'utf8'), config);
  const other = await stage.run('setup', 'example.org', '--data', stage.file('other'));
  assert.equal(other.code, 2);
  assert.match(other.stderr, /names the data directory/);
  assert.match(second.stdout, /^Configuration .*postamt\.toml \(as it was\)$/m);
  using empty = new CliStage();
  const half = await empty.run('setup', 'example.org', '--key', 'x', '--data', empty.data);
  assert.equal(half.code, 2);
  assert.match(half.stderr, /A certificate and its key belong together/);
  const modes = [stage.data, join(stage.data, 'certificates', 'server.key')].map(
    (path) => fs.statSync(path).mode & 0o777,
  );
  assert.deepEqual(modes, [0o700, 0o600]);
});

test('Whoever runs a command, the files stay those of the data directory’s owner', async () => {
  using stage = new CliStage();
  await stage.setup();
  const owner = process.geteuid?.() === 0 ? 65_534 : fs.statSync(stage.data).uid;
  fs.chmodSync(stage.path, 0o755);
  const files = (): string[] =>
    fs
      .readdirSync(stage.data, { recursive: true, encoding: 'utf8' })
      .map((name) => join(stage.data, name));
  for (const path of [stage.data, ...files()]) fs.chownSync(path, owner, fs.statSync(path).gid);
  fs.rmSync(join(stage.data, 'cache.db'));
  const said = await stage.runProgram(['account', 'create', address, '--generate']);
  assert.equal(said.code, 0, said.stderr);
  assert.deepEqual([...new Set(files().map((path) => fs.statSync(path).uid))], [owner]);
});

test('A certificate of its own is kept, and renewed by the same authority in its last days', () => {
  using stage = new CliStage();
  const now = Date.UTC(2026, 0, 1);
  const day = 86_400_000;
  const make = (at: number): X509Certificate[] => {
    makeOwnCertificate(stage.data, 'mail.example.org', at);
    return ['server.pem', 'authority.pem'].map(
      (name) => new X509Certificate(fs.readFileSync(join(stage.data, 'certificates', name))),
    );
  };
  const [first, authority] = make(now);
  assert.ok(first !== undefined && authority !== undefined);
  assert.equal(first.checkHost('mail.example.org'), 'mail.example.org');
  assert.ok(first.checkIssued(authority) && first.verify(authority.publicKey));
  assert.equal(make(now + 300 * day)[0]?.serialNumber, first.serialNumber);
  const [renewed, same] = make(now + 370 * day);
  assert.notEqual(renewed?.serialNumber, first.serialNumber);
  assert.equal(same?.serialNumber, authority.serialNumber);
  assert.ok(renewed?.verify(authority.publicKey));
});

test('bin/postamt hands on arguments, input, output and exit code', async () => {
  using stage = new CliStage();
  await stage.setup();
  const launcher = join(import.meta.dirname, '..', '..', '..', 'bin', 'postamt');
  const args = ['account', 'set-password', 'admin@example.org', '--password-stdin'];
  const set = await runScript(launcher, [...args, '--config', stage.config], 'secret\n');
  assert.deepEqual([set.code, set.stdout], [0, 'Set the password of "admin@example.org"\n']);
  assert.equal((await runScript(launcher, ['nothing'])).code, 2);
});

test('A server that cannot start says why', async () => {
  using stage = new CliStage();
  const none = await stage.runProgram(['serve']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^Cannot read the configuration/);
  fs.writeFileSync(stage.config, 'threads = -1\n');
  const wrong = await stage.runProgram(['serve']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^Cannot start the server\nWhy: threads must be a whole number/);
});
