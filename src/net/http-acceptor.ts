import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Log } from '#base/log.ts';
import type { Endpoint } from '#net/connection.ts';
import type { Acceptor } from '#net/listener.ts';
import type { ConnectionNames } from '#net/socket-connection.ts';
import { asksForWebSocket, converseByWebSocket, WebSocketResponse } from '#net/web-socket.ts';

/** Octets of a request's head (RFC 9112 §3: at least 8,000 for the first line alone is advised). */
const headOctetsMax = 16_384;

/** Time for a request's head, in milliseconds. Our choice. */
const headMsMax = 15_000;

/** Time for a whole request, in milliseconds: 50 MiB at 1 Mbit/s are 7 minutes. Our choice. */
const requestMsMax = 600_000;

/** Silence between two requests of a connection, in milliseconds. Our choice. */
const keepAliveMs = 30_000;

/** How a request reached us. */
export type HttpPeer = {
  readonly remote: Endpoint;
  readonly secure: boolean;
  /** Aborted when the server drains: an answer that never ends by itself ends then. */
  readonly draining?: AbortSignal;
};

/**
 * Answers a request. Its body comes as it arrives, and no faster than it is read: the handler sets
 * the bound. `request.signal` is aborted when the peer has gone. A response with a Content-Length,
 * or of the type `text/event-stream`, is sent as it comes; any other is small and sent at once. A
 * `WebSocketResponse` grants a WebSocket to a request that asks for one.
 */
export type HttpHandler = (request: Request, peer: HttpPeer) => Promise<Response>;

const peerOf: unique symbol = Symbol('peer');

declare module 'node:net' {
  interface Socket {
    [peerOf]?: HttpPeer;
  }
}

/** Gives every accepted socket to node's HTTP server. */
export class HttpAcceptor implements Acceptor {
  readonly #handler: HttpHandler;
  readonly #secure: boolean;
  readonly #log: Log;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #draining = new AbortController();

  constructor(options: {
    readonly handler: HttpHandler;
    readonly secure: boolean;
    readonly log: Log;
  }) {
    this.#handler = options.handler;
    this.#secure = options.secure;
    this.#log = options.log;
    setMaxListeners(0, this.#draining.signal); // One for each stream.
    this.#server = createServer({
      maxHeaderSize: headOctetsMax,
      headersTimeout: headMsMax,
      requestTimeout: requestMsMax,
      keepAliveTimeout: keepAliveMs,
      shouldUpgradeCallback: asksForWebSocket,
    });
    // This server never listens itself, and node starts its timeouts and its list of idle
    // connections with that event only.
    this.#server.emit('listening');
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => {
      void this.#upgrade(request, socket, head);
    });
  }

  get open(): number {
    return this.#sockets.size;
  }

  accept(socket: Socket, names: ConnectionNames): void {
    const { signal: draining } = this.#draining;
    socket[peerOf] = { remote: names.remote, secure: this.#secure, draining };
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#server.emit('connection', socket);
  }

  drain(): void {
    this.#draining.abort();
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** A request for a WebSocket is answered like any other where the handler does not grant it. */
  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(request.socket);
    response.once('finish', () => request.socket.end());
    const granted = await this.#answer(request, response);
    if (granted === undefined) return;
    response.detachSocket(request.socket);
    try {
      await converseByWebSocket({ request, socket, head }, granted);
    } catch (error) {
      this.#log.error('WebSocket failed', { path: request.url, error });
    }
  }

  /** @returns What remains to be granted. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<WebSocketResponse | undefined> {
    try {
      const peer = request.socket[peerOf];
      if (peer === undefined) throw new Error('A request came on a socket that nobody accepted');
      const answer = await this.#handler(fetchRequest(request, response, peer), peer);
      if (answer instanceof WebSocketResponse && asksForWebSocket(request)) return answer;
      // The rest of a body that the handler did not want is not waited for.
      if (!request.complete) response.shouldKeepAlive = false;
      await send(answer, response, request.method === 'HEAD');
    } catch (error) {
      if (response.destroyed) return undefined;
      const malformed = error instanceof TypeError;
      if (!malformed) this.#log.error('Request failed', { path: request.url, error });
      if (response.headersSent) response.destroy();
      else response.writeHead(malformed ? 400 : 500, { 'Content-Length': 0 }).end();
    }
    return undefined;
  }
}

/** @throws {TypeError} When the target or a field is malformed. */
function fetchRequest(request: IncomingMessage, response: ServerResponse, peer: HttpPeer): Request {
  const base = `${peer.secure ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`;
  const headers = new Headers();
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const method = request.method ?? 'GET';
  const init = { method, headers, signal: gone.signal };
  const url = new URL(request.url ?? '/', base);
  if (method === 'GET' || method === 'HEAD') return new Request(url, init);
  return new Request(url, { ...init, body: Readable.toWeb(request), duplex: 'half' });
}

async function send(answer: Response, response: ServerResponse, head: boolean): Promise<void> {
  const { status, headers, body } = answer;
  const streamed =
    headers.has('content-length') ||
    (headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (body !== null && streamed && !head) {
    response.writeHead(status, [...headers].flat());
    response.flushHeaders();
    await pipeline(Readable.fromWeb(body), response);
    return;
  }
  const octets = Buffer.from(await answer.arrayBuffer());
  const length = headers.get('content-length') ?? String(octets.length); // RFC 9110 §8.6
  headers.delete('content-length');
  const bodiless = status === 204 || status === 304; // RFC 9110 §8.6, §15.4.5
  const sized = bodiless ? [] : ['Content-Length', length];
  response.writeHead(status, [...[...headers].flat(), ...sized]);
  response.end(head || bodiless ? undefined : octets);
}
