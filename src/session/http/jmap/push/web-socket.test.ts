import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';

import { WebSocket } from 'ws';

import type { Listener } from '#net/listener.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';
import { httpListener } from '#test/stage/http-listener.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const listeners: Listener[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.destroy();
});

async function listen({ handler }: JmapStage): Promise<Listener> {
  const listener = await httpListener(handler);
  listeners.push(listener);
  return listener;
}

/** A client, and what it hears. */
class Client {
  readonly socket: WebSocket;
  readonly #heard: unknown[] = [];
  #wake: (() => void) | undefined;
  readonly closed: Promise<number>;

  constructor(listener: Listener, protocols = ['jmap'], token = 'ada') {
    const url = `ws://127.0.0.1:${listener.local.port}/jmap/ws`;
    this.socket = new WebSocket(url, protocols, { headers: { authorization: `Bearer ${token}` } });
    this.socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#heard.push(JSON.parse(data.toString()));
      this.#wake?.();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', resolve);
    });
  }

  static async open(listener: Listener): Promise<Client> {
    const client = new Client(listener);
    await once(client.socket, 'open');
    assert.equal(client.socket.protocol, 'jmap');
    return client;
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  async next(): Promise<Record<string, unknown>> {
    while (this.#heard.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return Object(this.#heard.shift());
  }
}

const echo = (id: string, x: number) => ({
  '@type': 'Request',
  id,
  using: ['urn:ietf:params:jmap:core'],
  methodCalls: [['Core/echo', { x }, 'c']],
});

test('Requests over a WebSocket are answered with their id (RFC 8887 §4, §4.3.2, §4.3.3)', async () => {
  const listener = await listen(await jmapStage());
  const client = await Client.open(listener);
  client.say(echo('R1', 1));
  const { sessionState, ...answer } = await client.next();
  assert.deepEqual(answer, {
    '@type': 'Response',
    requestId: 'R1',
    methodResponses: [['Core/echo', { x: 1 }, 'c']],
  });
  assert.equal(typeof sessionState, 'string');
  client.say(echo('R2', 2));
  client.say(echo('R3', 3));
  const ids = [await client.next(), await client.next()].map(({ requestId }) => String(requestId));
  assert.deepEqual(new Set(ids), new Set(['R2', 'R3']));
  client.socket.close(1000);
  assert.equal(await client.closed, 1000);
});

test('What is wrong with a message is said, and the next one is heard (RFC 8887 §4.3.1, §4.3.4)', async () => {
  const listener = await listen(await jmapStage());
  const client = await Client.open(listener);
  const urn = 'urn:ietf:params:jmap:error:';
  client.socket.send('{');
  assert.deepEqual(await client.next(), {
    '@type': 'RequestError',
    requestId: null,
    type: `${urn}notJSON`,
    status: 400,
    detail: 'The text ends too early, at character 1',
  });
  client.say({ '@type': 'Nothing', id: 'R1' });
  const unknown = await client.next();
  assert.equal(unknown['requestId'], 'R1');
  assert.equal(unknown['type'], `${urn}notRequest`);
  client.say({ ...echo('R2', 1), using: ['urn:x'] });
  assert.equal((await client.next())['type'], `${urn}unknownCapability`);
  client.say(echo('R3', 1));
  assert.equal((await client.next())['requestId'], 'R3');
  client.socket.send(Buffer.from([1]), { binary: true });
  assert.equal(await client.closed, 1003);
});

test('Changes are pushed once asked for, and who comes back hears what was missed (RFC 8887 §4.3.5)', async () => {
  const stage = await jmapStage();
  const { store, ada } = stage;
  const listener = await listen(stage);
  const mail = ['Subject: a\r\n\r\n'];
  const client = await Client.open(listener);
  client.say({ '@type': 'WebSocketPushEnable', dataTypes: ['Email'] });
  client.say(echo('R1', 1)); // Messages are taken in order: once it is answered, pushes are on.
  await client.next();
  await fillInbox(store, ada, mail);
  const { pushState, ...change } = await client.next();
  const modseq = Number(String(pushState).replace(/^a\d+:/u, ''));
  const told = (state: number) => ({
    '@type': 'StateChange',
    changed: { [`a${ada}`]: { Email: String(state) } },
  });
  assert.deepEqual(change, told(modseq));
  client.say({ '@type': 'WebSocketPushDisable' });
  client.say(echo('R2', 1));
  await client.next();
  assert.equal(stage.services.states.count, 0);
  await fillInbox(store, ada, mail);
  client.say({ '@type': 'WebSocketPushEnable', dataTypes: ['Email'], pushState });
  const { pushState: _, ...missed } = await client.next();
  assert.deepEqual(missed, told(modseq + 1));
  listener.drain();
  assert.equal(await client.closed, 1001);
  assert.equal(stage.services.states.count, 0);
});

test('A WebSocket needs a login, the subprotocol and a request of the right kind (RFC 8887 §4.2)', async () => {
  const listener = await listen(await jmapStage());
  for (const [client, status] of [
    [new Client(listener, ['jmap'], 'nobody'), 401],
    [new Client(listener, ['chat']), 400],
  ] as const) {
    client.socket.on('error', () => {});
    const [, response] = await once(client.socket, 'unexpected-response');
    assert.equal(Object(response).statusCode, status);
    client.socket.terminate();
  }
  const url = `http://127.0.0.1:${listener.local.port}/jmap/ws`;
  const plain = await fetch(url, { headers: { authorization: 'Bearer ada' } });
  assert.equal(plain.status, 400);
  const h2c = await fetch(url, { headers: { authorization: 'Bearer ada', upgrade: 'h2c' } }).catch(
    () => undefined,
  );
  assert.ok(h2c === undefined || h2c.status === 400);
  listener.drain();
});

test('A message longer than a request may be ends the conversation (RFC 6455 §7.4.1)', async () => {
  const listener = await listen(await jmapStage());
  const client = await Client.open(listener);
  client.socket.on('error', () => {});
  client.socket.send('x'.repeat(10_000_001));
  assert.equal(await client.closed, 1009);
});
