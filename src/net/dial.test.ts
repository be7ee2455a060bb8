import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { TLSSocket } from 'node:tls';

import { ConnectionEnd } from '#net/connection.ts';
import { dial, type PeerTrust } from '#net/dial.ts';
import { Input } from '#net/input.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';

const validity = { from: Date.now() - 86_400_000, to: Date.now() + 86_400_000 };
const authority = issueAuthority('Test CA', validity);
const pair = issueLeaf(authority, ['mx.example.test'], validity);

const opportunistic: PeerTrust = { serverName: 'mx.example.test', certificate: 'any' };

/** Runs a server for each connection of which `serve` is called. */
async function withServer(
  serve: (socket: Socket) => void,
  work: (port: number, server: Server) => Promise<void>,
): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work((server.address() as AddressInfo).port, server);
  } finally {
    server.close();
  }
}

/** Says `ready`, and speaks TLS as soon as the peer has said a line. */
function startTlsServer(socket: Socket): void {
  socket.write('ready\r\n');
  socket.once('data', () => {
    const { certificate: cert, key } = pair;
    const secure = new TLSSocket(socket, { isServer: true, cert, key });
    secure.on('error', () => {});
    secure.on('data', (octets: Buffer) => secure.write(`heard ${octets.toString()}`));
    socket.write('go\r\n');
  });
}

const target = (port: number, trust: PeerTrust = opportunistic) => {
  return { address: '127.0.0.1', port, trust, id: 'out1' };
};

test('A connection is dialled, speaks lines, and ends with its peer', async () => {
  await withServer(
    (socket) => {
      socket.write('220 hello\r\n');
      socket.on('data', () => socket.end('221 bye\r\n'));
    },
    async (port) => {
      const connection = await dial(target(port));
      const input = new Input(connection);
      assert.equal(await input.line(100), '220 hello');
      assert.deepEqual(connection.remote, { address: '127.0.0.1', port });
      connection.write('QUIT\r\n');
      assert.equal(await input.line(100), '221 bye');
      await assert.rejects(input.line(100), ConnectionEnd);
      connection.close();
    },
  );
});

test('Where nobody listens the system says so', async () => {
  let free = 0;
  await withServer(
    () => {},
    async (port) => {
      free = port;
    },
  );
  await assert.rejects(dial(target(free)), { code: 'ECONNREFUSED' });
});

const trusts: readonly [string, PeerTrust, RegExp | undefined][] = [
  ['any certificate', { ...opportunistic, serverName: 'other.example.test' }, undefined],
  [
    'the authority and the name',
    { serverName: 'mx.example.test', certificate: 'authority', authorities: authority.certificate },
    undefined,
  ],
  [
    'the name only',
    { serverName: 'mx.example.test', certificate: 'authority' },
    /self-signed|unable to/,
  ],
  [
    'the authority only',
    {
      serverName: 'other.example.test',
      certificate: 'authority',
      authorities: authority.certificate,
    },
    /altnames|does not match/,
  ],
  [
    'a TLSA record though not the name (RFC 7672 §3.1.1)',
    {
      serverName: 'other.example.test',
      certificate: 'dane',
      records: [ownTlsa(pair.certificate)],
      names: [],
    },
    undefined,
  ],
  [
    'none of the TLSA records (RFC 7672 §2.2)',
    {
      serverName: 'mx.example.test',
      certificate: 'dane',
      records: [ownTlsa(authority.certificate)],
      names: ['mx.example.test'],
      authorities: authority.certificate,
    },
    /none of the TLSA records/,
  ],
];

for (const [title, trust, refused] of trusts) {
  test(`STARTTLS with a certificate that fits ${title} is ${refused ? 'refused' : 'taken'}`, async () => {
    await withServer(startTlsServer, async (port) => {
      const connection = await dial(target(port, trust));
      const input = new Input(connection);
      assert.equal(await input.line(100), 'ready');
      connection.write('STARTTLS\r\n');
      assert.equal(await input.line(100), 'go');
      if (refused !== undefined) {
        await assert.rejects(connection.startTls(), (error: Error) => {
          assert.ok(error.cause instanceof Error);
          assert.match(error.cause.message, refused);
          return true;
        });
        return;
      }
      await connection.startTls();
      assert.equal(connection.tls?.protocol, 'TLSv1.3');
      assert.deepEqual(connection.tls?.peer?.certificate?.names, ['mx.example.test']);
      connection.write('secret\r\n');
      assert.equal(await input.line(100), 'heard secret');
      connection.close();
    });
  });
}

test('A certificate that is taken unseen is told of all the same (RFC 7435)', async () => {
  const cases = [
    [{ ...opportunistic, authorities: authority.certificate }, undefined],
    [
      { ...opportunistic, serverName: '127.0.0.1', authorities: authority.certificate },
      'host-mismatch',
    ],
    [opportunistic, 'not-trusted'],
  ] as const;
  for (const [trust, reason] of cases) {
    await withServer(startTlsServer, async (port) => {
      const connection = await dial(target(port, trust));
      await new Input(connection).line(100);
      connection.write('STARTTLS\r\n');
      await new Input(connection).line(100);
      await connection.startTls();
      assert.equal(connection.tls?.peer?.distrust?.reason, reason);
      connection.close();
    });
  }
});
