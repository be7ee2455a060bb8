import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { httpsPost } from '#net/https-post.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

test('Octets arrive as they are, also where no certificate is valid if that is asked for (RFC 8460 §3)', async () => {
  const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2021, 0, 1) };
  const authority = issueAuthority('Unknown', validity);
  const { certificate: cert, key } = issueLeaf(authority, ['elsewhere.test'], validity);
  const got: Buffer[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    request.on('data', (chunk: Buffer) => got.push(chunk));
    request.on('end', () => response.writeHead(201).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const zone = new Map<string, readonly RecordData[]>();
    zone.set('reports.test', [{ type: 'A', address: '127.0.0.1' }]);
    const url = `https://reports.test:${(server.address() as AddressInfo).port}/r`;
    const body = Uint8Array.of(31, 139, 8, 0, 255);
    const asked = { url, headers: {}, body, allowPrivate: true };
    const world = { resolver: new ZoneResolver(zone) };
    assert.equal((await httpsPost(world, asked)).status, 0);
    assert.equal((await httpsPost(world, { ...asked, anyCertificate: true })).status, 201);
    assert.deepEqual(new Uint8Array(Buffer.concat(got)), body);
  } finally {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
});
