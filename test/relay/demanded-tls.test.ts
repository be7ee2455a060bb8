/** Whole deliveries where the servers' domain or the message demands TLS. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { retryMsMin } from '#core/queue/retry-schedule.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';

const valid = { from: Date.now() - 86_400_000, to: Date.now() + 86_400_000 };
const authority = issueAuthority('Test CA', valid);
const certificate = issueLeaf(authority, ['mx.dane.test'], valid);
const other = issueLeaf(authority, ['mx.dane.test'], valid);
const offers = ['PIPELINING', '8BITMIME', 'REQUIRETLS'];

let internet: FakeInternet;

before(async () => {
  internet = await FakeInternet.start();
  internet.dnssec.signed = true;
});

after(() => internet[Symbol.asyncDispose]());

/** A server with a TLSA record about its own key, or about another. */
async function daneServer(host: string, lastOctet: number, record: typeof certificate) {
  internet.zone.set(`_25._tcp.${host}`, [{ type: 'TLSA', ...ownTlsa(record.certificate) }]);
  return await internet.server(host, lastOctet, { certificate, offers });
}

test('Mail passes by a server that does not fit its record, and waits when none does (RFC 7672 §2.2)', async () => {
  const bad = await daneServer('mx1.dane.test', 20, other);
  internet.domain('dane.test', 'mx1.dane.test', 'mx2.dane.test');
  internet.domain('bad.test', 'mx1.dane.test');
  const good = await daneServer('mx2.dane.test', 21, certificate);
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@dane.test']);
  await stage.send(['bob@bad.test']);
  await stage.settle();
  assert.deepEqual(bad.taken, []);
  assert.equal(good.taken[0]?.secure, true);
  const [waiting, ...more] = await stage.queued();
  assert.deepEqual(more, []);
  assert.match(
    waiting?.lastReply ?? '',
    /^450 4\.7\.5 mx1\.dane\.test: .*none of the TLSA records/,
  );
  // As soon as the record is mended mail goes on; the first answer lives for a minute.
  internet.zone.set('_25._tcp.mx1.dane.test', [
    { type: 'TLSA', ...ownTlsa(certificate.certificate) },
  ]);
  const later = await RelayStage.open(internet);
  await later.send(['bob@bad.test']);
  later.clock.advance(retryMsMin);
  await later.settle();
  assert.equal(bad.taken.length, 1);
});

test('REQUIRETLS goes to proven servers only, and else comes back (RFC 8689 §4.2.1, RFC 8689 §5)', async () => {
  const proven = await daneServer('mx.proven.test', 22, certificate);
  internet.domain('proven.test', 'mx.proven.test');
  const unproven = await internet.server('mx.unproven.test', 23, { certificate, offers });
  internet.domain('unproven.test', 'mx.unproven.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@proven.test'], { requireTls: true });
  await stage.send(['bob@unproven.test'], { requireTls: true });
  await stage.settle();
  assert.equal(proven.taken.length, 1);
  assert.ok(proven.lines.some((line) => /^MAIL FROM:.* REQUIRETLS/.test(line)));
  assert.ok(!unproven.lines.some((line) => line.startsWith('MAIL')));
  const [report, ...rest] = await stage.inbox();
  assert.deepEqual(rest, []);
  assert.match(report ?? '', /Status: 5\.7\.30/);
  assert.deepEqual(await stage.queued(), []);
});

test('REQUIRETLS asks further servers where one does not promise TLS or is not proven (RFC 8689 §4.2.1)', async () => {
  const unpromised = await internet.server('mx1.some.test', 24, { certificate });
  const unproven = await internet.server('mx2.some.test', 25, { certificate, offers });
  const proven = await daneServer('mx.dane.test', 26, certificate);
  internet.domain('some.test', 'mx1.some.test', 'mx2.some.test', 'mx.dane.test');
  internet.domain('few.test', 'mx1.some.test', 'mx2.some.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@some.test', 'eve@some.test'], { requireTls: true });
  await stage.send(['bob@some.test']);
  await stage.send(['bob@few.test'], { requireTls: true });
  await stage.settle();
  assert.deepEqual(
    proven.taken.map(({ to }) => to),
    [['bob@some.test', 'eve@some.test']],
  );
  assert.equal(unpromised.taken.length, 1);
  assert.deepEqual(unproven.taken, []);
  const [report = '', ...rest] = await stage.inbox();
  assert.deepEqual(rest, []);
  assert.match(report, /bob@few\.test\r\nAction: failed\r\nStatus: 5\.7\.30/);
  assert.deepEqual(await stage.queued(), []);
});

test('TLS-Required: No passes DANE by where no server fits its record, and only then (RFC 8689 §4.2.2)', async () => {
  const bad = await daneServer('mx1.lax.test', 27, other);
  const good = await daneServer('mx.lax.test', 28, certificate);
  internet.domain('lax.test', 'mx1.lax.test');
  internet.domain('two.lax.test', 'mx1.lax.test', 'mx.lax.test');
  const stage = await RelayStage.open(internet);
  await stage.send(['bob@lax.test'], { tlsRequiredNo: true });
  await stage.send(['eve@lax.test']);
  await stage.send(['joe@lax.test'], { tlsRequiredNo: true });
  await stage.send(['bob@two.lax.test'], { tlsRequiredNo: true });
  await stage.settle();
  assert.deepEqual(
    bad.taken.map(({ to, secure }) => [...to, secure]),
    [
      ['bob@lax.test', true],
      ['joe@lax.test', true],
    ],
  );
  assert.deepEqual(
    good.taken.map(({ to }) => to),
    [['bob@two.lax.test']],
  );
  const waiting = await stage.queued();
  assert.deepEqual(
    waiting.map(({ address }) => address),
    ['eve@lax.test'],
  );
  assert.match(waiting[0]?.lastReply ?? '', /^450 4\.7\.5 /);
});
