import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CliStage } from '#test/cli/stage.ts';

test('An application is made with settings, shown, changed, disabled and removed', async () => {
  using stage = new CliStage();
  await stage.setup();
  const create = ['application', 'create', 'Cloud', '--kind', 'nextcloud'];
  const lists = ['--from', 'noreply@example.org', '--network', '192.0.2.9/24'];
  const made = await stage.run(...create, ...lists, '--hour', '5/9', '--language', 'de');
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /it logs in as noreply@example\.org\nPassword: ([a-z2-9]{4}-){4}/);
  assert.match(made.stdout, /Serveradresse +mail\.example\.org : 465/);
  const [, password = ''] = /Password: (\S+)/.exec(made.stdout) ?? [];
  assert.ok(made.stdout.includes(`mail_smtppassword --value=${password} --type=string`));

  const [listed] = await stage.ask('application', 'list');
  assert.deepEqual(listed.networks, ['192.0.2.0/24']);
  assert.deepEqual(listed.limits.hour, { messages: 5, recipients: 9 });
  const settings = await stage.run('application', 'settings', 'Cloud', '--language', 'en');
  assert.match(settings.stdout, /From address +noreply @ example\.org/);
  assert.ok(!settings.stdout.includes(password));

  const update = ['application', 'update', 'Cloud', '--name', 'Files', '--network', 'any'];
  const more = ['--from', 'noreply@example.org', '--from', 'info@example.org'];
  const updated = await stage.ask(...update, ...more, '--mail-to', 'admin@example.org');
  assert.deepEqual([updated.networks, updated.from.length], [[], 2]);
  assert.equal(updated.mailTo, 'admin@example.org');
  const limits = ['application', 'limits', 'Files', '--minute', 'unlimited', '--day', '7'];
  assert.deepEqual((await stage.ask(...limits)).limits, {
    hour: { messages: 5, recipients: 9 },
    day: { messages: 7, recipients: 0 },
  });
  assert.equal((await stage.ask('application', 'password', 'Files')).revoked, 1);
  await stage.ask('application', 'disable', 'Files');
  const shown = await stage.run('application', 'show', 'noreply@example.org');
  assert.match(shown.stdout, /State +disabled/);
  assert.match(shown.stdout, /5\/9 an hour, 7\/any a day \(messages\/recipients\)/);
  await stage.ask('application', 'enable', 'Files');
  assert.match((await stage.run('application', 'log', 'Files')).stdout, /not tried anything/);
  await stage.ask('application', 'remove', 'Files', '--yes');
  assert.match((await stage.run('application', 'list')).stdout, /There are no applications/);
  const audit = new Set(stage.audit().map((line) => line.split(' ').slice(1).join(' ')));
  assert.ok(audit.has('application.create Cloud'));
  assert.ok(audit.has('application.update Cloud'));
});

test('What cannot be is told: no From address, a foreign one, a bad network, a second name', async () => {
  using stage = new CliStage();
  await stage.setup();
  const create = ['application', 'create', 'Shop', '--kind', 'wordpress'];
  const bare = await stage.run(...create, '--json');
  assert.equal(bare.error.code, 'usage');
  const foreign = await stage.run(...create, '--from', 'x@foreign.example', '--json');
  assert.equal(foreign.error.code, 'domain.absent');
  const from = ['--from', 'admin@example.org'];
  const network = await stage.run(...create, ...from, '--network', '10.0.0.0/40');
  assert.match(network.stderr, /"10\.0\.0\.0\/40" is no network/);
  const made = await stage.ask(...create, ...from);
  assert.equal(made.login, 'shop@example.org'); // The administrator has the From address.
  assert.ok(made.settings.blocks[0].lines.includes("define( 'WPMS_ON', true );"));
  const twice = await stage.run(...create, ...from, '--login', 'shop2@example.org', '--json');
  assert.equal(twice.error.code, 'application.exists');
  assert.equal((await stage.run('application', 'watch', 'Shop', '--json')).error.code, 'failed');
});

test('Addresses are put on a list of one application or of all, and taken off', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('application', 'create', 'Cloud', '--from', 'cloud@example.org');
  await stage.ask('suppression', 'add', 'Gone@Example.COM', '--note', 'asked us');
  const own = ['--application', 'Cloud'];
  await stage.ask('suppression', 'add', 'b@example.com', ...own, '--expires', '90d');
  const { stdout } = await stage.run('suppression', 'list');
  assert.match(stdout, /gone@example\.com +manual .* - +asked us/);
  const listed: { address: string; until: string | null }[] = await stage.ask(
    'suppression',
    'list',
    ...own,
  );
  assert.deepEqual(
    listed.map(({ address, until }) => [address, until === null]),
    [['b@example.com', false]],
  );
  const wrong = await stage.run('suppression', 'remove', 'b@example.com', '--json');
  assert.equal(wrong.error.code, 'suppression.absent');
  await stage.ask('suppression', 'remove', 'b@example.com', ...own);
  assert.match((await stage.run('suppression', 'list', ...own)).stdout, /^No address is kept/);
});
