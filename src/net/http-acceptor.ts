import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Log } from '#base/log.ts';
import type { Endpoint } from '#net/connection.ts';
import type { Acceptor } from '#net/listener.ts';
import type { ConnectionNames } from '#net/socket-connection.ts';

/** Octets of a request's head (RFC 9112 §3: at least 8,000 for the first line alone is advised). */
const headOctetsMax = 16_384;

/** Time for a request's head, in milliseconds. Our choice. */
const headMsMax = 15_000;

/** Silence between two requests of a connection, in milliseconds. Our choice. */
const keepAliveMs = 30_000;

/** How a request reached us. */
export type HttpPeer = { readonly remote: Endpoint; readonly secure: boolean };

/** Answers a request; its body is not handed on yet. */
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

  constructor(options: {
    readonly handler: HttpHandler;
    readonly secure: boolean;
    readonly log: Log;
  }) {
    this.#handler = options.handler;
    this.#secure = options.secure;
    this.#log = options.log;
    this.#server = createServer({
      maxHeaderSize: headOctetsMax,
      headersTimeout: headMsMax,
      keepAliveTimeout: keepAliveMs,
    });
    // This server never listens itself, and node starts its timeouts and its list of idle
    // connections with that event only.
    this.#server.emit('listening');
    this.#server.on('request', (request, response) => void this.#answer(request, response));
  }

  get open(): number {
    return this.#sockets.size;
  }

  accept(socket: Socket, names: ConnectionNames): void {
    socket[peerOf] = { remote: names.remote, secure: this.#secure };
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#server.emit('connection', socket);
  }

  drain(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const peer = request.socket[peerOf];
      if (peer === undefined) throw new Error('A request came on a socket that nobody accepted');
      const answer = await this.#handler(fetchRequest(request, peer), peer);
      const body = Buffer.from(await answer.arrayBuffer());
      const length = String(body.length); // RFC 9110 §8.6: the same for HEAD.
      response.writeHead(answer.status, [...answer.headers, ['Content-Length', length]].flat());
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch (error) {
      const malformed = error instanceof TypeError;
      if (!malformed) this.#log.error('Request failed', { path: request.url, error });
      if (!response.headersSent) response.writeHead(malformed ? 400 : 500);
      response.end();
    }
  }
}

/** @throws {TypeError} When the target or a field is malformed. */
function fetchRequest(request: IncomingMessage, peer: HttpPeer): Request {
  const base = `${peer.secure ? 'https' : 'http'}://${request.headers.host ?? 'localhost'}`;
  const headers = new Headers();
  const { rawHeaders } = request;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  }
  return new Request(new URL(request.url ?? '/', base), {
    method: request.method ?? 'GET',
    headers,
  });
}
