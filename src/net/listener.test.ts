import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { silentLog } from '#base/log.ts';
import { ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import { type Connection, ConnectionEnd, type SessionServer } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import { Listener } from '#net/listener.ts';
import { Networks } from '#net/networks.ts';
import { SessionAcceptor } from '#net/session-acceptor.ts';
import { TlsContexts } from '#net/tls-contexts.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';

type Setup = {
  readonly tls?: 'implicit' | 'starttls';
  readonly proxies?: Networks;
  readonly perListenerMax?: number;
  readonly perAddressMax?: number;
};

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
const authority = issueAuthority('Test authority', validity);
const certificate = issueLeaf(authority, ['mail.example.test', 'localhost'], validity);

class Running implements AsyncDisposable {
  readonly listener: Listener;
  readonly contexts: TlsContexts;
  readonly acceptor: SessionAcceptor;

  constructor(listener: Listener, contexts: TlsContexts, acceptor: SessionAcceptor) {
    this.listener = listener;
    this.contexts = contexts;
    this.acceptor = acceptor;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.drain();
    this.listener.destroy();
  }
}

async function start(serve: SessionServer, setup: Setup = {}): Promise<Running> {
  const contexts = new TlsContexts([certificate], new Uint8Array(48));
  const acceptor = new SessionAcceptor({
    serve,
    tls: setup.tls === 'starttls' ? contexts : undefined,
    log: silentLog,
  });
  const limits = {
    perListenerMax: setup.perListenerMax ?? 0,
    perAddressMax: setup.perAddressMax ?? 0,
  };
  const listener = await Listener.open({
    name: 'test',
    address: '127.0.0.1',
    port: 0,
    reusePort: false,
    tls: setup.tls === 'implicit' ? contexts : undefined,
    budget: new ConnectionBudget(makeBudgetMemory(1), { edge: 0, seed: 1, limits }),
    slot: 0,
    busyText: '421 Too many connections\r\n',
    proxies: setup.proxies,
    idPrefix: 't',
    acceptor,
  });
  return new Running(listener, contexts, acceptor);
}

/** Answers each line with itself until `QUIT`; `STARTTLS` as SMTP does it. */
async function echo(connection: Connection): Promise<void> {
  const input = new Input(connection);
  connection.write(`220 ${connection.remote.address} ${connection.tls?.protocol ?? 'plain'}\r\n`);
  try {
    for (;;) {
      const line = await input.line(1_000);
      connection.write(`${line}\r\n`);
      if (line === 'QUIT') return;
      if (line === 'STARTTLS') {
        await connection.startTls();
        input.takeBuffered(input.buffered);
      }
      if (line === 'BINDING') {
        connection.write(`${Buffer.from(connection.tls?.exporter ?? []).toString('hex')}\r\n`);
      }
    }
  } catch (error) {
    assert.ok(error instanceof ConnectionEnd);
    if (error.reason !== 'gone') connection.write(`421 ${error.reason}\r\n`);
  }
}

async function dial(running: Running): Promise<Socket> {
  const socket = connect(running.listener.local.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function wholeText(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test('A conversation runs over a socket and ends with its last reply', async () => {
  await using running = await start(echo);
  const socket = await dial(running);
  socket.write('one\r\ntwo\r\nQUIT\r\n');
  assert.equal(await wholeText(socket), '220 127.0.0.1 plain\r\none\r\ntwo\r\nQUIT\r\n');
});

test('A peer that half-closes gets the answers to what it sent', async () => {
  await using running = await start(echo);
  const socket = connect({ port: running.listener.local.port, allowHalfOpen: true });
  socket.end('one\r\n');
  assert.equal(await wholeText(socket), '220 127.0.0.1 plain\r\none\r\n');
});

test('A peer that breaks off ends the session and gives its place back', async () => {
  const ended = Promise.withResolvers<unknown>();
  await using running = await start(
    async (connection) => {
      try {
        await connection.read();
      } catch (error) {
        ended.resolve(error);
      }
    },
    { perListenerMax: 1 },
  );
  const socket = await dial(running);
  socket.resetAndDestroy();
  const error = await ended.promise;
  assert.ok(error instanceof ConnectionEnd);
  assert.equal(error.reason, 'gone');
  while (running.listener.open > 0) await new Promise(setImmediate);
  const again = await dial(running);
  assert.equal(again.destroyed, false);
  again.destroy();
});

test('Silence beyond the limit ends with the goodbye of the session', async () => {
  await using running = await start(async (connection) => {
    connection.setIdleLimit(20);
    await echo(connection);
  });
  assert.equal(await wholeText(await dial(running)), '220 127.0.0.1 plain\r\n421 idle\r\n');
});

test('Draining says goodbye to open sessions and accepts no new ones', async () => {
  await using running = await start(echo);
  const socket = await dial(running);
  await once(socket, 'readable');
  const { port } = running.listener.local;
  running.listener.drain();
  assert.equal(await wholeText(socket), '220 127.0.0.1 plain\r\n421 draining\r\n');
  const late = connect(port, '127.0.0.1');
  const [error] = await once(late, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});

test('Implicit TLS greets inside TLS 1.3 and shares its channel binding (RFC 9266 §2)', async () => {
  await using running = await start(echo, { tls: 'implicit' });
  const secure = connectTls({
    port: running.listener.local.port,
    host: '127.0.0.1',
    servername: 'mail.example.test',
    ca: authority.certificate,
  });
  secure.write('BINDING\r\nQUIT\r\n');
  await once(secure, 'secureConnect');
  const binding = secure
    .exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
    .toString('hex');
  assert.equal(
    await wholeText(secure),
    `220 127.0.0.1 TLSv1.3\r\nBINDING\r\n${binding}\r\nQUIT\r\n`,
  );
});

test('TLS 1.2 has forward secrecy or none at all, and no channel binding (RFC 9325 §4.2, RFC 9266 §3)', async () => {
  await using running = await start(echo, { tls: 'implicit' });
  const options = {
    port: running.listener.local.port,
    host: '127.0.0.1',
    servername: 'mail.example.test',
    ca: authority.certificate,
    maxVersion: 'TLSv1.2' as const,
  };
  const secure = connectTls(options);
  secure.write('BINDING\r\nQUIT\r\n');
  await once(secure, 'secureConnect');
  assert.match(secure.getCipher().name, /^ECDHE-.*(GCM|POLY1305)/u);
  assert.doesNotMatch(await wholeText(secure), /[0-9a-f]{64}/u);
  const weak = connectTls({ ...options, ciphers: 'ECDHE-ECDSA-AES128-SHA:AES128-GCM-SHA256' });
  await assert.rejects(once(weak, 'secureConnect'));
});

test('STARTTLS secures a running conversation (RFC 3207 §4)', async () => {
  await using running = await start(echo, { tls: 'starttls' });
  const socket = await dial(running);
  await once(socket, 'data');
  socket.write('STARTTLS\r\n');
  await once(socket, 'data');
  const secure = connectTls({ socket, servername: 'localhost', ca: authority.certificate });
  secure.write('hello\r\nQUIT\r\n');
  assert.equal(await wholeText(secure), 'hello\r\nQUIT\r\n');
  assert.equal(secure.authorized, true);
});

test('Plain octets sent with STARTTLS never reach the session behind it (RFC 3207 §6)', async () => {
  const lines: string[] = [];
  const injecting = Promise.withResolvers<void>();
  const injected = Promise.withResolvers<void>();
  await using running = await start(
    async (connection) => {
      connection.write('220 ready\r\n');
      await connection.read();
      injecting.resolve();
      await injected.promise;
      await assert.rejects(async () => {
        await connection.startTls();
        lines.push(Buffer.from(await connection.read()).toString());
      }, ConnectionEnd);
    },
    { tls: 'starttls' },
  );
  const socket = await dial(running);
  await once(socket, 'data');
  socket.write('STARTTLS\r\n');
  await injecting.promise;
  socket.write('MAIL FROM:<mallory@example.test>\r\n', () => injected.resolve());
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'close');
  assert.deepEqual(lines, []);
});

test('New handshakes use replaced certificates, open connections stay', async () => {
  await using running = await start(echo, { tls: 'implicit' });
  const another = issueAuthority('Another authority', validity);
  const other = issueLeaf(another, ['mail.example.test'], validity);
  const { port } = running.listener.local;
  const first = connectTls({ port, ca: authority.certificate, servername: 'localhost' });
  await once(first, 'secureConnect');
  running.contexts.replace([other], new Uint8Array(48));
  const second = connectTls({ port, ca: another.certificate, servername: 'mail.example.test' });
  await once(second, 'secureConnect');
  assert.equal(second.authorized, true);
  first.end('QUIT\r\n');
  assert.match(await wholeText(first), /QUIT/u);
  second.destroy();
});

test('A connection beyond the budget of its listener is told so', async () => {
  await using running = await start(echo, { perListenerMax: 1 });
  const first = await dial(running);
  await once(first, 'data');
  assert.equal(await wholeText(await dial(running)), '421 Too many connections\r\n');
  assert.equal(running.listener.counts.refused, 1);
  first.destroy();
});

test('A trusted proxy names the peer, and the budget counts that peer', async () => {
  const proxies = new Networks(['127.0.0.0/8']);
  await using running = await start(echo, { proxies, perAddressMax: 1 });
  const first = await dial(running);
  first.write('PROXY TCP4 192.0.2.7 192.0.2.1 4000 25\r\n');
  const [greeting] = await once(first, 'data');
  assert.equal(String(greeting), '220 192.0.2.7 plain\r\n');
  const second = await dial(running);
  second.write('PROXY TCP4 192.0.2.7 192.0.2.1 4001 25\r\nQUIT\r\n');
  second.on('error', () => {});
  const [refusal] = await once(second, 'data');
  assert.equal(String(refusal), '421 Too many connections\r\n');
  const third = await dial(running);
  third.write('PROXY TCP4 192.0.2.8 192.0.2.1 4001 25\r\nQUIT\r\n');
  assert.equal(await wholeText(third), '220 192.0.2.8 plain\r\nQUIT\r\n');
  first.destroy();
});

test('A trusted proxy that sends no header is cut off', async () => {
  await using running = await start(echo, { proxies: new Networks(['127.0.0.1']) });
  const socket = await dial(running);
  socket.on('error', () => {});
  socket.write('EHLO example.test\r\n');
  socket.resume();
  await once(socket, 'close');
  assert.equal(running.listener.counts.failed, 1);
});

test('A peer that takes nothing holds its session back and loses nothing', async () => {
  const chunk = Buffer.alloc(100_000, 'x');
  const chunks = 200;
  let waits = 0;
  await using running = await start(async (connection) => {
    for (let sent = 0; sent < chunks; sent++) {
      connection.write(chunk);
      const flushed = connection.flush();
      let settled = false;
      void flushed.then(() => (settled = true));
      await Promise.resolve();
      await Promise.resolve();
      if (!settled) waits++;
      await flushed;
    }
  });
  const socket = await dial(running);
  socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal((await wholeText(socket)).length, chunk.length * chunks);
  assert.ok(waits > 0);
});
