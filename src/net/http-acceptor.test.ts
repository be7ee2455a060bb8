import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import { HttpAcceptor, type HttpHandler } from '#net/http-acceptor.ts';
import { Listener } from '#net/listener.ts';

const opened: Listener[] = [];
afterEach(() => {
  for (const listener of opened.splice(0)) {
    listener.drain();
    listener.destroy();
  }
});

async function start(handler: HttpHandler): Promise<Listener> {
  const limits = { perListenerMax: 0, perAddressMax: 0 };
  const listener = await Listener.open({
    name: 'http',
    address: '127.0.0.1',
    port: 0,
    reusePort: false,
    tls: undefined,
    budget: new ConnectionBudget(makeBudgetMemory(1), { edge: 0, seed: 1, limits }),
    slot: 0,
    busyText: '',
    proxies: undefined,
    idPrefix: 'h',
    acceptor: new HttpAcceptor({ handler, secure: false, log: silentLog }),
  });
  opened.push(listener);
  return listener;
}

async function talk(listener: Listener, request: string): Promise<string> {
  const socket = connect(listener.local.port, '127.0.0.1');
  socket.write(request);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test('A request reaches its handler with its peer, and HEAD has no body but its length (RFC 9110 §8.6, §9.3.2)', async () => {
  const listener = await start(async (request, peer) => {
    const { pathname } = new URL(request.url);
    return new Response(`${request.method} ${pathname} ${peer.remote.address}`);
  });
  const close = 'Host: mail.example.test\r\nConnection: close\r\n\r\n';
  assert.match(
    await talk(listener, `GET /a HTTP/1.1\r\n${close}`),
    /\r\n\r\nGET \/a 127\.0\.0\.1$/u,
  );
  const head = await talk(listener, `HEAD /a HTTP/1.1\r\n${close}`);
  assert.match(head, /\r\n\r\n$/u);
  assert.match(head, /^content-length: 17\r$/imu);
});

test('A handler that fails answers 500 without detail, a malformed request 400', async () => {
  const listener = await start(() => Promise.reject(new Error('secret detail')));
  const failed = await talk(listener, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match(failed, /^HTTP\/1\.1 500 /u);
  assert.doesNotMatch(failed, /secret/u);
  const odd = 'GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n';
  assert.match(await talk(listener, odd), /^HTTP\/1\.1 400 /u);
});

test('Draining closes connections that wait for a next request', async () => {
  const listener = await start(async () => new Response('ok'));
  const socket = connect(listener.local.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  listener.drain();
  await closed;
  assert.equal(listener.open, 0);
});

test('A body comes to its handler as it is read; an unwanted rest ends the connection', async () => {
  const listener = await start(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/unwanted') return new Response('no', { status: 413 });
    return new Response(`<${await request.text()}>`);
  });
  const head = 'Host: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\n';
  assert.match(await talk(listener, `POST / HTTP/1.1\r\n${head}hello`), /\r\n\r\n<hello>$/u);
  const length = 'Host: x\r\nContent-Length: 1000000\r\n\r\nhello';
  const refused = await talk(listener, `POST /unwanted HTTP/1.1\r\n${length}`);
  assert.match(refused, /^HTTP\/1\.1 413 [^]*connection: close/iu);
});

test('A stream is sent as it comes, and its source hears when the peer has gone', async () => {
  const aborted = Promise.withResolvers<void>();
  const listener = await start(async (request) => {
    request.signal.addEventListener('abort', () => aborted.resolve());
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('data: 1\n\n')),
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  });
  const socket = connect(listener.local.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.includes('data: 1')) break;
  }
  socket.destroy();
  await aborted.promise;
});

test('204 has neither body nor length (RFC 9110 §15.3.5)', async () => {
  const listener = await start(async () => new Response(null, { status: 204 }));
  const answer = await talk(listener, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.doesNotMatch(answer, /content-length|transfer-encoding/iu);
});
