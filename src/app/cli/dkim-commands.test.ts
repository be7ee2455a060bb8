import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RecordData } from '#proto/dns/record-data.ts';
import { CliStage } from '#test/cli/stage.ts';
import { DnsServer } from '#test/stage/dns-server.ts';
import { serveZone } from '#test/stage/zone.ts';

test('Keys are made with a domain, shown, activated by force, and changed (RFC 6376 §3.6.2.1)', async () => {
  using stage = new CliStage();
  await stage.setup();
  const shown = await stage.run('dkim', 'show', 'example.org', '--json');
  const [rsa, ed] = shown.json;
  assert.match(rsa.record.name, /^pa\d{6}a-rsa\._domainkey\.example\.org$/);
  assert.match(rsa.record.value, /^v=DKIM1; k=rsa; p=MII/);
  assert.match(ed.record.value, /^v=DKIM1; k=ed25519; p=.{43}=$/);
  const text = (await stage.run('dkim', 'show', 'example.org')).stdout;
  assert.match(text, /_domainkey\.example\.org\. +TXT +"v=DKIM1; k=rsa; p=[^"]*" "[^"]*"\n/);
  assert.match(text, /Name +pa\d{6}a-ed\._domainkey\.example\.org \(prepared\)\nType +TXT\n/);
  const twice = await stage.run('dkim', 'create', 'example.org', '--json');
  assert.equal(twice.error.code, 'dkim-key.exists');
  await stage.run('dkim', 'activate', 'example.org', '--force');
  assert.match((await stage.run('dkim', 'list')).stdout, /-rsa +active/);
  const none = await stage.run('dkim', 'activate', 'example.org', '--force', '--json');
  assert.equal(none.error.code, 'dkim-key.absent');
  const next = (await stage.run('dkim', 'rotate', 'example.org', '--json')).json;
  assert.match(next[0].selector, /^pa\d{6}b-rsa$/);
  await stage.run('dkim', 'activate', 'example.org', '--force');
  const states = (await stage.run('dkim', 'list', '--json')).json.map(
    ({ state }: { state: string }) => state,
  );
  assert.deepEqual(states, ['retired', 'retired', 'active', 'active']);
  const removed = await stage.run('dkim', 'remove', 'example.org', rsa.selector, '--yes');
  assert.match(
    removed.stdout,
    /publish: pa\d{6}a-rsa\._domainkey\.example\.org\. TXT "v=DKIM1; p="/,
  );
  const again = ['dkim', 'remove', 'example.org', rsa.selector];
  assert.equal((await stage.run(...again, '--yes', '--json')).error.code, 'dkim-key.absent');
});

test('An application gets keys of its own; those without a domain or keys are told so', async () => {
  using stage = new CliStage();
  await stage.setup();
  const own = ['example.org', '--application', 'shop', '--json'];
  for (const command of ['create', 'rotate', 'show']) {
    const { code, why, advice } = (await stage.run('dkim', command, ...own)).error;
    assert.equal(code, 'application.absent', command);
    assert.match(why, /The tenant of example\.org, "[^"]+", has no application "shop"/);
    assert.match(advice, /postamt application create/);
  }
  await stage.ask('application', 'create', 'shop', '--from', 'orders@example.org');
  assert.equal((await stage.run('dkim', 'rotate', ...own)).error.code, 'dkim-key.absent');
  assert.equal((await stage.run('dkim', 'create', ...own)).json[0].application, 'shop');
  assert.equal((await stage.ask('application', 'show', 'shop')).dkimStream, 'shop');
  const byLogin = ['dkim', 'show', 'example.org', '--application', 'orders@example.org'];
  assert.equal((await stage.ask(...byLogin))[0].application, 'shop');
  await stage.ask('application', 'remove', 'shop', '--yes');
  assert.equal((await stage.run('dkim', 'show', ...own)).json.length, 2);
  const absent = await stage.run('dkim', 'create', 'other.test', '--json');
  assert.equal(absent.error.code, 'domain.absent');
});

test('Keys of an application are for a domain that it sends from, in its tenant', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('application', 'create', 'shop', '--from', 'orders@example.org');
  await stage.ask('domain', 'create', 'example.net');
  const elsewhere = ['dkim', 'create', 'example.net', '--application', 'shop', '--json'];
  const { code, why, advice } = (await stage.run(...elsewhere)).error;
  assert.equal(code, 'application.from');
  assert.match(why, /sends as orders@example\.org/);
  assert.match(advice, /let it send from example\.net first/);
  await stage.ask('tenant', 'create', 'Other');
  await stage.ask('domain', 'create', 'other.test', '--tenant', 'Other');
  const foreign = ['dkim', 'create', 'other.test', '--application', 'shop', '--json'];
  assert.equal((await stage.run(...foreign)).error.code, 'application.absent');
});

test('The DNS is asked before keys are used, and when somebody wants to know', async () => {
  using stage = new CliStage();
  await stage.setup();
  const zone = new Map<string, readonly RecordData[]>();
  await using dns = await DnsServer.start(serveZone(zone));
  const rest = ['example.org', '--resolver', `${dns.upstream.address}:${dns.upstream.port}`];
  const before = await stage.run('dkim', 'check', ...rest);
  assert.equal(before.code, 1);
  assert.match(before.stdout, /-rsa +prepared +absent/);
  const early = await stage.run('dkim', 'activate', ...rest, '--json');
  assert.equal(early.error.code, 'dkim-key.unpublished');
  for (const { record } of (await stage.run('dkim', 'show', 'example.org', '--json')).json) {
    const strings = [record.value.slice(0, 200), record.value.slice(200)];
    zone.set(record.name, [{ type: 'TXT', strings }]);
  }
  assert.equal((await stage.run('dkim', 'activate', ...rest)).code, 0);
  assert.match((await stage.run('dkim', 'check', ...rest)).stdout, /-ed +active +published/);
});
