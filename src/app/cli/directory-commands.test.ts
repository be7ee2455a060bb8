import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CliStage } from '#test/cli/stage.ts';

test('Tenants are made, shown, changed and removed', async () => {
  using stage = new CliStage();
  await stage.setup();
  const made = await stage.ask('tenant', 'create', 'Second', '--quota', '50G', '--accounts', '1');
  assert.equal(made.quotaBytes, 50 * 2 ** 30);
  assert.equal(made.accountsMax, 1);
  const changes = ['--name', 'Two', '--quota', 'unlimited', '--disable'];
  const updated = await stage.ask('tenant', 'update', 'Second', ...changes);
  assert.deepEqual([updated.name, updated.quotaBytes, updated.state], ['Two', null, 'disabled']);
  await stage.ask('domain', 'create', 'two.example', '--tenant', 'Two');
  const shown = await stage.ask('tenant', 'show', 'Two');
  assert.deepEqual(
    shown.domains.map(({ name }: { name: string }) => name),
    ['two.example'],
  );
  const refused = await stage.run('tenant', 'remove', 'Two', '--yes', '--json');
  assert.equal(refused.error.code, 'tenant.in-use');
  await stage.ask('domain', 'remove', 'two.example', '--yes');
  await stage.ask('tenant', 'remove', 'Two', '--yes');
  const { stdout } = await stage.run('tenant', 'list');
  assert.match(stdout, /^TENANT +STATE +DOMAINS.*\nexample\.org +active +1 +1 +unlimited/);
  assert.doesNotMatch(stdout, /Two/);
  assert.equal((await stage.run('tenant', 'show', 'Two')).code, 1);
});

test('Domains and domain aliases, also with names beyond ASCII', async () => {
  using stage = new CliStage();
  await stage.setup();
  const made = await stage.ask('domain', 'create', 'Bücher.Example');
  assert.equal(made.name, 'xn--bcher-kva.example');
  const alias = await stage.ask('domain', 'alias', 'example.net', 'example.org');
  assert.equal(alias.aliasOf, 'example.org');
  const inUse = await stage.run('domain', 'remove', 'example.org', '--yes', '--json');
  assert.equal(inUse.error.code, 'domain.in-use');
  assert.match(inUse.error.why, /1 addresses and 1 domain aliases/);
  await stage.ask('domain', 'remove', 'example.net', '--yes');
  const { stdout } = await stage.run('domain', 'list', '--tenant', 'example.org');
  assert.match(stdout, /example\.org +example\.org +- +active +1 +0\n/);
});

test('An account is made, changed, disabled, removed and brought back', async () => {
  using stage = new CliStage();
  await stage.setup();
  const address = 'ada@example.org';
  const options = ['--name', 'Ada', '--quota', '5G', '--admin', 'tenant', '--generate'];
  const made = await stage.ask('account', 'create', 'Ada@Example.ORG', ...options);
  assert.equal(made.address, address);
  assert.equal(made.admin, 'tenant');
  assert.match(made.password, /^[a-z2-9]{4}(-[a-z2-9]{4}){4}$/);
  const changed = await stage.ask(
    'account',
    'update',
    address,
    '--language',
    'de',
    '--quota',
    '1G',
  );
  assert.deepEqual([changed.language, changed.quotaBytes, changed.name], ['de', 2 ** 30, 'Ada']);
  assert.equal((await stage.ask('account', 'disable', address)).state, 'disabled');
  assert.equal((await stage.ask('account', 'enable', address)).state, 'active');

  await stage.ask('alias', 'create', 'info@example.org', address);
  const removed = await stage.ask('account', 'remove', address, '--yes');
  assert.deepEqual(removed, { removed: address, aliases: ['info@example.org'] });
  assert.equal(
    (await stage.run('account', 'show', address, '--json')).error.code,
    'account.removed',
  );
  const all = await stage.ask('account', 'list', '--removed');
  assert.deepEqual(
    all.map((row: { address: string; state: string }) => `${row.address} ${row.state}`),
    ['admin@example.org active', 'ada@example.org removed'],
  );
  assert.equal((await stage.ask('account', 'restore', address)).state, 'active');
  const shown = await stage.ask('account', 'show', address);
  assert.equal(shown.password, true);
  assert.deepEqual(shown.aliases, ['info@example.org']);
  assert.equal(shown.mailboxes[0].name, 'INBOX');
  assert.match((await stage.run('account', 'show', address)).stdout, /Used +0 B of 1\.0 GB/);
});

test('An address is free after its account was removed, and then taken for the old one', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('account', 'create', 'ada@example.org', '--no-password');
  await stage.ask('account', 'remove', 'ada@example.org', '--yes');
  await stage.ask('account', 'create', 'ada@example.org', '--no-password');
  const refused = await stage.run('account', 'restore', 'ada@example.org', '--json');
  assert.equal(refused.error.code, 'address.exists');
});

test('Aliases lead to many, groups and the catch-all too', async () => {
  using stage = new CliStage();
  await stage.setup();
  const targets = ['admin@example.org', 'Carl@Elsewhere.EXAMPLE', 'admin@example.org'];
  const group = await stage.ask('alias', 'create', 'team@example.org', ...targets, '--group');
  assert.equal(group.kind, 'group');
  assert.deepEqual(group.targets, ['admin@example.org', 'carl@elsewhere.example']);
  const all = await stage.ask('alias', 'create', '*@example.org', 'admin@example.org');
  assert.equal(all.kind, 'catch-all');
  const leading = await stage.ask('alias', 'list', '--target', 'carl@elsewhere.example');
  assert.deepEqual(
    leading.map(({ address }: { address: string }) => address),
    ['team@example.org'],
  );
  const { stdout } = await stage.run('alias', 'list', '--domain', 'example.org');
  assert.match(stdout, /team@example\.org +group +admin@example\.org, carl@elsewhere\.example/);
  const change = ['--add', 'Dora@elsewhere.example', '--remove', 'carl@elsewhere.example'];
  const updated = await stage.ask('alias', 'update', 'team@example.org', ...change);
  assert.deepEqual(updated.targets, ['admin@example.org', 'dora@elsewhere.example']);
  assert.deepEqual(await stage.ask('alias', 'update', 'team@example.org', ...change), updated);
  const last = ['--remove', 'admin@example.org'];
  const none = await stage.run('alias', 'update', '*@example.org', ...last, '--json');
  assert.equal(none.error.code, 'alias.targets');
  assert.equal((await stage.run('alias', 'update', '*@example.org')).code, 2);
  await stage.ask('alias', 'remove', '*@example.org', '--yes');
  assert.equal((await stage.ask('alias', 'list')).length, 1);
  const absent = await stage.run('alias', 'remove', '*@example.org', '--yes', '--json');
  assert.equal(absent.error.code, 'alias.absent');
});

test('App passwords have scopes and an end, are shown once and revoked', async () => {
  using stage = new CliStage();
  await stage.setup();
  const address = 'admin@example.org';
  const options = ['--scope', 'imap,smtp', '--expires', '2027-01-31'];
  const made = await stage.ask('app-password', 'create', address, 'phone', ...options);
  assert.deepEqual(made.scopes, ['imap', 'smtp']);
  assert.equal(made.expiresAt, '2027-01-31T00:00:00.000Z');
  const { stdout } = await stage.run('app-password', 'list', address);
  assert.match(stdout, /phone +imap, smtp +.* - +- +2027-01-31 00:00/);
  assert.ok(!stdout.includes(made.password));
  await stage.ask('app-password', 'revoke', address, String(made.id), '--yes');
  assert.deepEqual(await stage.ask('app-password', 'list', address), []);
  const wrong = await stage.run('app-password', 'create', address, 'x', '--scope', 'telnet');
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Known are imap, pop3, smtp, jmap, http/);
});

test('Every change is in the audit log, under the name of who made it', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('account', 'create', 'ada@example.org', '--generate');
  await stage.ask('account', 'update', 'ada@example.org', '--quota', '1G');
  await stage.ask('alias', 'create', 'a@example.org', 'ada@example.org');
  await stage.ask('alias', 'remove', 'a@example.org', '--yes');
  await stage.ask('account', 'remove', 'ada@example.org', '--yes');
  await stage.ask('account', 'restore', 'ada@example.org');
  await stage.ask('domain', 'create', 'example.net');
  await stage.ask('domain', 'remove', 'example.net', '--yes');
  const changes = stage.audit().map((line) => line.replace(/^cli:tester /, ''));
  assert.equal(
    changes.join('\n'),
    `tenant.create example.org
domain.create example.org
account.create admin@example.org
account.password admin@example.org
dkim.create example.org
account.create ada@example.org
account.password ada@example.org
account.update ada@example.org
alias.create a@example.org
alias.remove a@example.org
account.remove ada@example.org
account.restore ada@example.org
domain.create example.net
domain.remove example.net`,
  );
});
