import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { CliStage, runInside, typed } from '#test/cli/stage.ts';

test('Wrong arguments end with 2, say what is known, and never a stack', async () => {
  const wrong = [
    [],
    ['acount'],
    ['account', 'create'],
    ['account', 'list', '--nope'],
    ['tenant', 'create', 'T', '--quota', 'many'],
    ['account', 'create', 'a@b.example', '--admin', 'all'],
    ['app-password', 'revoke', 'a@b.example', 'x'],
    ['export', 'a@b.example', 'x', '--format', 'pst'],
  ];
  for (const args of wrong) {
    const { code, stdout, stderr } = await runInside(args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /\n {4}at /);
  }
  for (const args of wrong) {
    const { code, stdout, error } = await runInside([...args, '--json']);
    assert.deepEqual([code, stdout, error.code], [2, '', 'usage'], args.join(' '));
  }
  assert.match((await runInside(['acount'])).stderr, /Did you mean account\?/);
  const quota = await runInside(['tenant', 'create', 'T', '--quota', 'many']);
  assert.match(quota.stderr, /Write a size as 500M, 10G or "unlimited"\./);
});

test('Help and version end with 0; help of a command has examples', async () => {
  assert.match((await runInside(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  const { code, stdout } = await runInside(['account', 'create', '--help']);
  assert.equal(code, 0);
  assert.match(stdout, /Examples:\n {2}\$ postamt account create ada@example\.org/);
});

test('Where there is no data directory, the error says what, why and what to do', async () => {
  using stage = new CliStage();
  const said = await runInside(['account', 'list', '--data', stage.data]);
  assert.equal(said.code, 2);
  assert.equal(
    said.stderr,
    `Cannot open the data directory ${stage.data}\nWhy: There is none yet\n` +
      'Do:  Say where it is with --data DIR or --config FILE, or make one: "postamt setup DOMAIN"\n',
  );
  assert.ok(!fs.existsSync(stage.data));
  const missing = await stage.run('account', 'list', '--json');
  assert.equal(missing.code, 2);
  assert.deepEqual([missing.stdout, missing.error.code], ['', 'usage']);
});

test('A broken configuration is told in its own words', async () => {
  using stage = new CliStage();
  fs.writeFileSync(stage.config, 'thread = 1\n');
  const { code, stderr } = await stage.run('tenant', 'list');
  assert.equal(code, 1);
  assert.match(stderr, /^Cannot list the tenants\nWhy: Unknown key "thread" at the top/);
});

test('Refusals end with 1 and give advice', async () => {
  using stage = new CliStage();
  await stage.setup();
  const { code, stderr } = await stage.run('account', 'create', 'admin@example.org', '--generate');
  assert.equal(code, 1);
  assert.equal(
    stderr,
    'Cannot create the account "admin@example.org"\n' +
      'Why: The address "admin@example.org" is taken already\n' +
      'Do:  "postamt account list" and "postamt alias list" show who has it\n',
  );
  const expected = [
    [['account', 'create', 'no address', '--generate'], 'address.malformed'],
    [['account', 'create', 'a+b@example.org', '--generate'], 'address.malformed'],
    [['account', 'create', 'a@elsewhere.example', '--generate'], 'domain.absent'],
    [['account', 'show', 'nobody@example.org'], 'account.absent'],
    [['domain', 'create', '127.0.0.1'], 'domain.malformed'],
    [['domain', 'create', 'example.org'], 'domain.exists'],
    [['tenant', 'create', 'example.org'], 'tenant.exists'],
    [['tenant', 'show', 'T'], 'tenant.absent'],
    [['app-password', 'revoke', 'admin@example.org', '99', '--yes'], 'credential.absent'],
    [['alias', 'create', 'admin@example.org', 'a@b.example'], 'address.exists'],
  ] as const;
  for (const [args, wanted] of expected) {
    const said = await stage.run(...args, '--json');
    assert.deepEqual([said.code, said.error.code], [1, wanted], args.join(' '));
  }
  await stage.ask('tenant', 'create', 'Two');
  const several = await stage.run('domain', 'create', 'two.example', '--json');
  assert.match(several.error.why, /several tenants: say --tenant NAME/);
  const nothing = await stage.run('account', 'update', 'admin@example.org');
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /No option says what to change/);
});

test('What deletes asks first, and does nothing where nobody can answer', async () => {
  using stage = new CliStage();
  await stage.setup();
  const args = ['account', 'remove', 'admin@example.org'];
  const silent = await stage.run(...args);
  assert.equal(silent.code, 2);
  assert.match(silent.stderr, /There is no terminal to ask at\nDo: {2}Say --yes/);
  const inside = [...args, '--config', stage.config];
  const no = await runInside(inside, { stdin: typed(['no\n'], []), terminal: true });
  assert.equal(no.code, 2);
  assert.match(no.stderr, /Remove the account "admin@example\.org" with 0 messages\?/);
  const yes = await runInside(inside, { stdin: typed(['ye', 's\n'], []), terminal: true });
  assert.equal(yes.code, 0);
  assert.deepEqual(await stage.ask('account', 'list'), []);
});

test('Colours are for terminals without NO_COLOR', async () => {
  using stage = new CliStage();
  await stage.setup();
  const args = ['tenant', 'list', '--config', stage.config];
  const escape = '\u001b';
  const show = async (world: Parameters<typeof runInside>[1]): Promise<string> => {
    const said = await runInside(args, world);
    const failed = await runInside(['tenant', 'show', 'T', '--config', stage.config], world);
    const help = await runInside(['tenant', '--help'], world);
    return said.stdout + failed.stderr + help.stdout;
  };
  assert.ok((await show({ terminal: true })).includes(escape));
  assert.ok(!(await show({ terminal: true, environment: { NO_COLOR: '1' } })).includes(escape));
  assert.ok(!(await show({})).includes(escape));
});
