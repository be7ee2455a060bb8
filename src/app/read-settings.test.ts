import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSettings } from '#app/read-settings.ts';
import { SettingsError } from '#app/toml-table.ts';

function complaint(text: string): string {
  try {
    parseSettings(text, '/etc/postamt');
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  return '';
}

test('A full configuration is read, with paths from its own folder', () => {
  const settings = parseSettings(
    `
    hostname = "mail.example.test"
    data = "data"
    threads = 2
    drain_seconds = 5
    trusted_proxies = ["10.0.0.0/8"]

    [listeners.smtp]
    [listeners.imaps]
    addresses = ["192.0.2.1"]
    port = 10993

    [[certificates]]
    certificate = "mail.pem"
    key = "/run/mail.key"

    [limits]
    connections_per_address = 7

    [log]
    level = "debug"
  `,
    '/etc/postamt',
  );
  assert.equal(settings.dataFolder, '/etc/postamt/data');
  assert.deepEqual(settings.points, [
    { name: 'smtp', address: '0.0.0.0', port: 25 },
    { name: 'smtp', address: '::', port: 25 },
    { name: 'imaps', address: '192.0.2.1', port: 10993 },
  ]);
  assert.deepEqual(settings.certificates, [
    { certificate: '/etc/postamt/mail.pem', key: '/run/mail.key' },
  ]);
  assert.equal(settings.drainMsMax, 5_000);
  assert.equal(settings.limits.perAddressMax, 7);
  assert.equal(settings.logLevel, 'debug');
});

test('What is unknown or malformed is an error that names what is known', () => {
  assert.match(
    complaint('hostnam = "x"'),
    /Unknown key "hostnam" at the top: known are bare_logins, certificates, data,/u,
  );
  assert.match(complaint('[listeners.smpt]'), /Unknown key "smpt" in \[listeners\].*submissions$/u);
  assert.match(complaint('[listeners.smtp]\nprot = 1'), /"prot" in \[listeners\.smtp\]/u);
  assert.match(complaint('threads = -1'), /threads must be a whole number/u);
  assert.match(complaint('[log]\nlevel = "loud"'), /use debug, info/u);
  assert.match(complaint('hostname = '), /not TOML/u);
  assert.match(complaint('[[certificates]]\ncertificate = "x"'), /certificates lacks "key"/u);
  assert.equal(complaint(''), '');
});

test('Nobody is asked or dialled unless the configuration says so', () => {
  const { resolver, relay } = parseSettings('', '/etc/postamt');
  assert.deepEqual([resolver, relay], [undefined, undefined]);
  const settings = parseSettings(
    `
    [resolver]
    servers = ["127.0.0.1:5353"]
    [relay]
    port = 2525
    addresses = ["192.0.2.1", "2001:db8::1"]
    authorities = "roots.pem"
    [sender_authentication]
    enforce = false
    own_networks = ["10.0.0.0/8"]
  `,
    '/etc/postamt',
  );
  assert.deepEqual(settings.resolver, { servers: ['127.0.0.1:5353'] });
  assert.deepEqual(settings.relay, {
    port: 2525,
    addresses: ['192.0.2.1', '2001:db8::1'],
    authorities: '/etc/postamt/roots.pem',
  });
  assert.deepEqual(settings.authentication.ownNetworks, ['10.0.0.0/8']);
  assert.match(complaint('[relay]'), /add a table \[resolver\]/u);
  assert.match(
    complaint('[resolver]\nservers = ["x"]'),
    /resolver\.servers: "x" is no DNS server/u,
  );
  assert.match(
    complaint('[resolver]\n[relay]\naddresses = ["192.0.2.1", "192.0.2.2"]'),
    /at most one IPv4/u,
  );
  assert.match(complaint('[sender_authentication]\nown_networks = ["x"]'), /own_networks/u);
});
