import assert from 'node:assert/strict';
import { test } from 'node:test';

import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { openStore } from '#store/engine/open-store.ts';
import { CliStage, runInside, typed } from '#test/cli/stage.ts';

const login = 'admin@example.org';

async function accepts(stage: CliStage, password: string): Promise<boolean> {
  const store = await openStore({ folder: stage.data });
  const authenticator = new Authenticator(store, { clock: systemClock, log: silentLog });
  const attempt = { login, password, protocol: 'imap', remoteAddress: '127.0.0.1' } as const;
  const accepted = await authenticator.verify(attempt).then(
    () => true,
    () => false,
  );
  await store.close();
  return accepted;
}

function setPassword(stage: CliStage, ...options: readonly string[]): readonly string[] {
  return ['account', 'set-password', login, '--config', stage.config, ...options];
}

test('A password from a pipe: its first line, whatever comes after', async () => {
  using stage = new CliStage();
  const generated = await stage.setup();
  assert.ok(await accepts(stage, generated));
  const stdin = typed(['correct hor', 'se\r\nignored\n']);
  const said = await runInside(setPassword(stage, '--password-stdin'), { stdin });
  assert.equal(said.stdout, `Set the password of "${login}"\n`);
  assert.ok(await accepts(stage, 'correct horse'));
  assert.ok(!(await accepts(stage, generated)));
  const empty = await runInside(setPassword(stage, '--password-stdin'));
  assert.equal(empty.code, 2);
});

test('A password from the terminal is asked for twice and never shown', async () => {
  using stage = new CliStage();
  await stage.setup();
  const raw: boolean[] = [];
  const stdin = typed(['se', 'crex\u007f', 't\r', 'secret\r'], raw);
  const said = await runInside(setPassword(stage), { stdin, terminal: true });
  assert.equal(said.code, 0, said.stderr);
  assert.deepEqual(raw, [true, false, true, false]);
  assert.doesNotMatch(said.stdout + said.stderr, /secret|crex/);
  assert.ok(await accepts(stage, 'secret'));
  const unequal = typed(['one\r', 'two\r'], []);
  const refused = await runInside(setPassword(stage), { stdin: unequal, terminal: true });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /The two are not the same/);
  const broken = typed(['on\u0003'], raw);
  assert.equal((await runInside(setPassword(stage), { stdin: broken, terminal: true })).code, 2);
  assert.equal(raw.at(-1), false);
  assert.ok(await accepts(stage, 'secret'));
});

test('A generated password is printed once, and an empty answer asks for one', async () => {
  using stage = new CliStage();
  await stage.setup();
  const said = await runInside(setPassword(stage, '--generate'));
  const [, password = ''] = /^Password: (.*)$/m.exec(said.stdout) ?? [];
  assert.ok(await accepts(stage, password));
  const stdin = typed(['\r'], []);
  const { stdout } = await runInside(setPassword(stage), { stdin, terminal: true });
  assert.match(stdout, /^Password: \S{24}$/m);
});

test('Without a terminal the source of a password must be said', async () => {
  using stage = new CliStage();
  await stage.setup();
  const said = await runInside(setPassword(stage));
  assert.equal(said.code, 2);
  assert.match(said.stderr, /Say --password-stdin or --generate/);
  const long = typed([`${'x'.repeat(2_000)}\n`]);
  const refused = await runInside(setPassword(stage, '--password-stdin', '--json'), {
    stdin: long,
  });
  assert.equal(refused.error.code, 'password.malformed');
});
