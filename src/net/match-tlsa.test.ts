import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';

import { issueAuthority, issueLeaf, type Validity } from '#net/issue-certificate.ts';
import { matchTlsa, ownTlsa } from '#net/match-tlsa.ts';
import { type TlsaRecord, tlsaText } from '#proto/dane/tlsa.ts';

const now = Date.UTC(2026, 10, 25);
const valid: Validity = { from: now - 86_400_000, to: now + 86_400_000 };
const expired: Validity = { from: now - 172_800_000, to: now - 86_400_000 };
const authority = issueAuthority('Test CA', valid);
const stranger = issueAuthority('Stranger', valid);
const host = 'mx.example.test';

/** The leaf as a client of a server sees it that sends these certificates. */
async function seen(pair: { certificate: string; key: string }, ...issuers: readonly string[]) {
  const server = createServer({ cert: [pair.certificate, ...issuers].join(''), key: pair.key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const leaf = socket.getPeerX509Certificate();
  socket.destroy();
  server.close();
  return leaf;
}

/** A record about a certificate. */
function record(pem: string, numbers: `${number} ${number} ${number}`): TlsaRecord {
  const [usage = 0, selector = 0, matching = 0] = numbers.split(' ').map(Number);
  const { raw, publicKey } = new X509Certificate(pem);
  const octets = selector === 0 ? raw : publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = ['', 'sha256', 'sha512'][matching] ?? '';
  const association = matching === 0 ? octets : createHash(algorithm).update(octets).digest();
  return { usage, selector, matching, association };
}

const anchored = issueLeaf(authority, [host], valid);
const wild = issueLeaf(authority, ['*.example.test'], valid);
const late = issueLeaf(authority, [host], expired);

for (const numbers of ['3 0 0', '3 0 1', '3 0 2', '3 1 0', '3 1 1', '3 1 2'] as const) {
  test(`A certificate fits its record ${numbers}, whatever its names and dates (RFC 7671 §5.1)`, async () => {
    const leaf = await seen(late);
    const records = [record(stranger.certificate, '3 1 1'), record(late.certificate, numbers)];
    assert.equal(matchTlsa({ leaf, records, names: ['other.test'], now }), records[1]);
    const other = [record(anchored.certificate, numbers)];
    assert.partialDeepStrictEqual(matchTlsa({ leaf, records: other, names: [host], now }), {
      reason: 'tlsa',
    });
  });
}

for (const numbers of ['2 0 0', '2 0 1', '2 0 2', '2 1 0', '2 1 1', '2 1 2'] as const) {
  test(`A chain leads to the anchor of a record ${numbers} (RFC 7671 §5.2)`, async () => {
    const leaf = await seen(anchored, stranger.certificate, authority.certificate);
    const records = [record(authority.certificate, numbers)];
    assert.equal(matchTlsa({ leaf, records, names: [host], now }), records[0]);
    const foreign = [record(stranger.certificate, numbers)];
    assert.partialDeepStrictEqual(matchTlsa({ leaf, records: foreign, names: [host], now }), {
      reason: 'tlsa',
    });
    // The leaf's own record makes no anchor of it.
    const own = [record(anchored.certificate, numbers)];
    assert.partialDeepStrictEqual(matchTlsa({ leaf, records: own, names: [host], now }), {
      reason: 'tlsa',
    });
  });
}

test('An anchor need be sent only where the DNS holds its digest (RFC 7671 §5.2.1)', async () => {
  const leaf = await seen(anchored);
  const asked = (numbers: `${number} ${number} ${number}`) =>
    matchTlsa({ leaf, records: [record(authority.certificate, numbers)], names: [host], now });
  for (const numbers of ['2 0 0', '2 1 0'] as const) assert.ok(!('why' in asked(numbers)), numbers);
  for (const numbers of ['2 0 1', '2 1 1'] as const) assert.ok('why' in asked(numbers), numbers);
});

test('Under an anchor names and dates count (RFC 7672 §3.1.2, §3.2.2)', async () => {
  const records = [record(authority.certificate, '2 1 1')];
  const asked = async (pair: typeof late, ...names: readonly string[]) => {
    const leaf = await seen(pair, authority.certificate);
    const match = matchTlsa({ leaf, records, names, now });
    return 'why' in match ? match.reason : 'match';
  };
  assert.equal(await asked(anchored, 'example.test', host), 'match');
  assert.equal(await asked(anchored, 'example.test'), 'host-mismatch');
  assert.equal(await asked(wild, host), 'match');
  assert.equal(await asked(wild, 'a.mx.example.test'), 'host-mismatch');
  assert.equal(await asked(late, host), 'expired');
});

test('Our own record fits our certificate (RFC 7672 §3.1.1)', async () => {
  const own = ownTlsa(anchored.certificate);
  assert.match(tlsaText(own), /^3 1 1 [\da-f]{64}$/);
  assert.equal(matchTlsa({ leaf: await seen(anchored), records: [own], names: [], now }), own);
  assert.ok('why' in matchTlsa({ leaf: undefined, records: [own], names: [], now }));
});
