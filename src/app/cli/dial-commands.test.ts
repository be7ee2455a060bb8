import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { runInside } from '#test/cli/stage.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import type { SmtpPeer } from '#test/stage/smtp-peer.ts';

const valid = { from: Date.now() - 86_400_000, to: Date.now() + 30 * 86_400_000 };
const authority = issueAuthority('Test CA', valid);
const certificate = issueLeaf(authority, ['mx.x.test'], valid);
const folder = mkdtempSync(join(tmpdir(), 'postamt-dial-'));
const authorities = join(folder, 'authority.pem');
const peers: SmtpPeer[] = [];

let internet: FakeInternet;

before(async () => {
  writeFileSync(authorities, authority.certificate);
  internet = await FakeInternet.start();
  internet.domain('x.test', 'mx.x.test');
  internet.domain('y.test', 'plain.y.test', 'gone.y.test', 'mx.x.test');
  internet.zone.set('null.test', [{ type: 'MX', preference: 0, exchange: '.' }]);
  peers.push(await internet.server('mx.x.test', 60, { certificate }));
  peers.push(await internet.server('plain.y.test', 61));
  internet.name('gone.y.test', '127.0.0.62');
  internet.zone.set('1.0.0.127.in-addr.arpa', [{ type: 'PTR', target: 'here.test' }]);
  internet.name('here.test', '127.0.0.1');
});

after(async () => {
  await internet[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function dial(target: string, ...more: readonly string[]) {
  const common = ['--resolver', internet.nameServer, '--port', String(internet.port)];
  const trust = ['--authorities', authorities, '--helo', 'us.test'];
  return runInside(['dial', 'smtp', target, ...common, ...trust, ...more]);
}

/** `verdict step` of each step. */
async function stepsOf(target: string, ...more: readonly string[]): Promise<string[]> {
  const { stdout } = await dial(target, '--json', ...more);
  const { steps }: { steps: { verdict: string; step: string }[] } = JSON.parse(stdout);
  return steps.map(({ verdict, step }) => `${verdict} ${step}`);
}

test('dial smtp tells each step of a delivery, and sends nothing', async () => {
  const said = await dial('X.test', '--from', 'ada@us.test', '--to', 'bob@x.test');
  assert.equal(said.code, 0, said.stdout + said.stderr);
  for (const line of [
    /^✓ resolver .*on this machine/m,
    /^✓ mx .*Mail goes to mx\.x\.test \(not validated by DNSSEC\)$/m,
    /^! mta-sts .*x\.test has no MTA-STS policy$/m,
    /^✓ addresses .*127\.0\.0\.60$/m,
    /^✓ connect .*mx\.x\.test \[127\.0\.0\.60\]: Port \d+ answers \(\d+ ms\)$/m,
    /^✓ reverse-name .*127\.0\.0\.1 is called here\.test$/m,
    /^✓ ehlo .*The server greets: 220 peer ESMTP; offers /m,
    /^✓ starttls .*TLSv1\.3 with TLS_/m,
    /^✓ certificate .*Certificate for mx\.x\.test by CN=Test CA, until \d/m,
    /^✓ envelope .*RCPT was answered: 250 2\.1\.5 Recipient$/m,
    /^Mail to x\.test would be taken$/m,
  ]) {
    assert.match(said.stdout, line);
  }
  assert.deepEqual(peers[0]?.taken, []);
  assert.deepEqual(
    peers[0]?.lines.slice(-4).map((line) => line.split(':')[0]),
    ['MAIL FROM', 'RCPT TO', 'RSET', 'QUIT'],
  );
});

test('dial smtp says what DANE makes of a server (RFC 7672 §2.2)', async () => {
  const name = '_25._tcp.mx.x.test';
  internet.dnssec.signed = true;
  internet.zone.set(name, [{ type: 'TLSA', ...ownTlsa(certificate.certificate) }]);
  const fitting = await dial('x.test');
  assert.match(fitting.stdout, /^✓ starttls .*DANE: fits 3 1 1 /m);
  internet.zone.set(name, [{ type: 'TLSA', ...ownTlsa(authority.certificate) }]);
  // The resolver of each run begins with an empty cache.
  const failing = await dial('x.test');
  assert.equal(failing.code, 1);
  assert.match(failing.stdout, /^✗ starttls .*fits none of the TLSA records/m);
  assert.match(failing.stdout, /Do: The TLSA records have to be those of the certificate$/m);
  internet.zone.delete(name);
  internet.dnssec.signed = false;
});

test('dial smtp goes on to the other servers and says what is wrong with each', async () => {
  assert.deepEqual(await stepsOf('y.test'), [
    'good resolver',
    'good mx',
    'note mta-sts',
    'good addresses',
    'note dane',
    'good addresses',
    'note dane',
    'good addresses',
    'note dane',
    'good connect',
    'good reverse-name',
    'good ehlo',
    'note starttls',
    'bad connect',
    'good connect',
    'good ehlo',
    'good starttls',
    'good certificate',
  ]);
});

test('dial smtp calls a host and an address', async () => {
  assert.ok((await stepsOf('mx.x.test')).includes('good starttls'));
  const said = await dial('127.0.0.60');
  assert.equal(said.code, 0);
  assert.match(said.stdout, /^! certificate .*does not match 127\.0\.0\.60/m);
});

test('dial smtp tells where no mail goes (RFC 7505 §3)', async () => {
  const nothing = await dial('null.test');
  assert.equal(nothing.code, 1);
  assert.match(nothing.stdout, /^✗ mx .*takes no mail$/m);
  assert.match((await dial('gone.test')).stdout, /^✗ mx .*does not exist$/m);
  assert.match((await dial('a..test')).stdout, /^✗ mx .*is no name/m);
  const half = await dial('x.test', '--from', 'a@b.test');
  assert.equal(half.code, 2);
});
