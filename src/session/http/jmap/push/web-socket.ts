import type { Login } from '#core/auth/login-context.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';
import { type WebSocketChannel, webSocketEnd, WebSocketResponse } from '#net/web-socket.ts';
import { isJsonObject, type JsonObject, memberOf } from '#proto/jmap/json.ts';
import { answerRequest } from '#session/http/jmap/answer-request.ts';
import { type Concurrency, loginKey } from '#session/http/jmap/concurrency.ts';
import { jsonPieces } from '#session/http/jmap/json-pieces.ts';
import { maxConcurrentRequests, maxSizeRequest } from '#session/http/jmap/limits.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { StateFeed } from '#session/http/jmap/push/state-feed.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { readJson, requestOf } from '#session/http/jmap/read-request.ts';
import { RequestError, tooManyAtOnce } from '#session/http/jmap/request-error.ts';
import { ProblemError } from '#session/http/problem.ts';

/** Names of types that a client can ask for. Our choice; there are some 20. */
const typesMax = 100;

/** Characters of a request's id. Our choice. */
const idLengthMax = 255;

/** The subprotocol (RFC 8887 §4.2). */
const subprotocol = 'jmap';

export type WebSocketFrom = {
  readonly login: Login;
  readonly peer: HttpPeer;
  /** Counts requests of the login, however they come. */
  readonly requests: Concurrency;
  /** Counts streams of changes of the login. */
  readonly streams: Concurrency;
};

/**
 * Grants requests and pushes over a WebSocket (RFC 8887 §4).
 *
 * @throws {ProblemError} 400 where the subprotocol is not asked for.
 */
export function webSocket(
  services: JmapServices,
  request: Request,
  from: WebSocketFrom,
): WebSocketResponse {
  const asked = (request.headers.get('sec-websocket-protocol') ?? '').split(',');
  const upgrades = request.headers.get('upgrade')?.toLowerCase() === 'websocket';
  if (!upgrades || !asked.some((name) => name.trim() === subprotocol)) throw noSubprotocol();
  return new WebSocketResponse({
    subprotocol,
    messageOctetsMax: maxSizeRequest,
    serve: async (channel) => {
      using place = from.streams.enter(loginKey(from.login));
      if (place === undefined) return channel.end(webSocketEnd.policy, 'Too many at once');
      return await new Conversation(services, from, channel).run();
    },
  });
}

class Conversation {
  readonly #services: JmapServices;
  readonly #from: WebSocketFrom;
  readonly #channel: WebSocketChannel;
  #feed: StateFeed | undefined;
  #telling = false;

  constructor(services: JmapServices, from: WebSocketFrom, channel: WebSocketChannel) {
    this.#services = services;
    this.#from = from;
    this.#channel = channel;
  }

  async run(): Promise<void> {
    const { login, peer } = this.#from;
    const { end } = this.#channel;
    const leave = this.#services.openLogins?.add(login, () => end(webSocketEnd.policy));
    const drain = (): void => end(webSocketEnd.goingAway);
    peer.draining?.addEventListener('abort', drain);
    if (peer.draining?.aborted === true) drain();
    try {
      for (;;) {
        const text = await this.#channel.receive();
        if (text === undefined) return;
        await this.#take(text);
      }
    } finally {
      peer.draining?.removeEventListener('abort', drain);
      leave?.();
      this.#feed?.[Symbol.dispose]();
    }
  }

  /** Requests are done while the next ones are read; all others at once. */
  async #take(text: string): Promise<void> {
    let id: string | undefined;
    try {
      const value = await readJson(text);
      const message = isJsonObject(value) ? value : notRequest('A message is an object');
      id = requestId(message);
      const type = memberOf(message, '@type');
      if (type === 'Request') {
        const place = this.#place();
        void this.#request(message, id).finally(() => place[Symbol.dispose]());
      } else if (type === 'WebSocketPushEnable') await this.#enable(message);
      else if (type === 'WebSocketPushDisable') this.#disable();
      else notRequest('@type is not that of a message of RFC 8887');
    } catch (error) {
      await this.#refuse(error, id);
    }
  }

  #place(): Disposable {
    const { login, requests } = this.#from;
    const place = requests.enter(loginKey(login));
    if (place !== undefined) return place;
    throw tooManyAtOnce('maxConcurrentRequests', maxConcurrentRequests);
  }

  async #request(message: JsonObject, id: string | undefined): Promise<void> {
    try {
      const { login, peer } = this.#from;
      const from = { login, peer, signal: this.#channel.signal };
      const response = await answerRequest(this.#services, requestOf(message), from);
      await this.#say({ '@type': 'Response', requestId: id, ...response });
    } catch (error) {
      await this.#refuse(error, id);
    }
  }

  /** RFC 8887 §4.3.4: what goes wrong with a message is answered by a RequestError. */
  async #refuse(error: unknown, id: string | undefined): Promise<void> {
    if (this.#channel.signal.aborted) return;
    if (error instanceof RequestError) {
      await this.#say({ '@type': 'RequestError', requestId: id ?? null, ...error.toJSON() });
      return;
    }
    this.#services.log.error('JMAP request failed', { account: this.#from.login.address, error });
    this.#channel.end(webSocketEnd.failed);
  }

  /** RFC 8887 §4.3.5. */
  async #enable(message: JsonObject): Promise<void> {
    this.#disable();
    const names = memberOf(message, 'dataTypes') ?? null;
    if (names !== null && !isTypeList(names)) notRequest('dataTypes is a list of names, or null');
    const pushState = memberOf(message, 'pushState');
    const feed = new StateFeed(this.#services, {
      accounts: await readAccounts(this.#from.login),
      types: names === null ? undefined : new Set(names),
      pushState: typeof pushState === 'string' ? pushState : undefined,
      ready: () => void this.#tell(),
    });
    this.#feed = feed;
    await feed.start();
  }

  /** RFC 8887 §4.3.5. */
  #disable(): void {
    this.#feed?.[Symbol.dispose]();
    this.#feed = undefined;
  }

  /** Tells changes one after another: what happens while one is sent is merged. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    try {
      for (;;) {
        const change = this.#feed?.take();
        if (change === undefined || this.#channel.signal.aborted) return;
        await this.#channel.send(JSON.stringify(change));
      }
    } finally {
      this.#telling = false;
    }
  }

  async #say(message: Readonly<Record<string, unknown>>): Promise<void> {
    const pieces = await jsonPieces(message);
    await this.#channel.send(Buffer.concat(pieces).toString('utf8'));
  }
}

function requestId(message: JsonObject): string | undefined {
  const id = memberOf(message, 'id');
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'string' && id.length <= idLengthMax) return id;
  return notRequest(`id is a string of at most ${idLengthMax} characters`);
}

function isTypeList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= typesMax &&
    value.every((name) => typeof name === 'string')
  );
}

function notRequest(detail: string): never {
  throw new RequestError('notRequest', detail);
}

function noSubprotocol(): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'jmap.subprotocol',
    title: 'This address is for WebSockets',
    detail: 'Ask for a WebSocket with Sec-WebSocket-Protocol: jmap (RFC 8887 §4.2)',
  });
}
