import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { WebSocket } from 'ws';

/** Milliseconds between pings; a peer that has not answered one by the next is gone. Our choice. */
const pingMs = 30_000;

/** Milliseconds that a peer has to answer our farewell (RFC 6455 §7.1.1). Our choice. */
const farewellMs = 3_000;

/** Why a conversation ends (RFC 6455 §7.4.1). */
export const webSocketEnd = {
  normal: 1000,
  goingAway: 1001,
  wrongType: 1003,
  policy: 1008,
  failed: 1011,
} as const;

/** A conversation over a WebSocket, message by message. */
export type WebSocketChannel = {
  /**
   * The next text message; undefined once the peer has gone or the conversation was ended. Nothing
   * more is read before it is asked for.
   */
  readonly receive: () => Promise<string | undefined>;
  /** Resolves when the message has left us, or cannot any more. */
  readonly send: (text: string) => Promise<void>;
  readonly end: (code: number, reason?: string) => void;
  /** Aborted when the conversation is over. */
  readonly signal: AbortSignal;
};

/** What a handler answers to a request for a WebSocket that it grants. */
export class WebSocketResponse extends Response {
  readonly subprotocol: string;
  readonly messageOctetsMax: number;
  readonly serve: (channel: WebSocketChannel) => Promise<void>;

  /** @param granted.messageOctetsMax A longer message ends the conversation with 1009. */
  constructor(granted: {
    readonly subprotocol: string;
    readonly messageOctetsMax: number;
    readonly serve: (channel: WebSocketChannel) => Promise<void>;
  }) {
    super(null, { status: 200 });
    this.subprotocol = granted.subprotocol;
    this.messageOctetsMax = granted.messageOctetsMax;
    this.serve = granted.serve;
  }
}

/** Whether a request asks for a WebSocket (RFC 6455 §4.2.1). */
export function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Shakes hands and has the conversation, which ends with the handler.
 *
 * @param upgrade.head What came behind the request's head.
 * @throws {Error} The handler's.
 */
export async function converseByWebSocket(
  upgrade: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  granted: WebSocketResponse,
): Promise<void> {
  const { WebSocketServer } = await import('ws');
  const { request, socket, head } = upgrade;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: granted.messageOctetsMax,
    handleProtocols: () => granted.subprotocol,
  });
  const peer = await new Promise<WebSocket | undefined>((resolve) => {
    socket.once('close', () => resolve(undefined));
    server.handleUpgrade(request, socket, head, resolve);
  });
  if (peer === undefined) return;
  const channel = new Channel(peer);
  try {
    await granted.serve(channel);
    channel.end(webSocketEnd.normal);
  } catch (error) {
    channel.end(webSocketEnd.failed);
    throw error;
  }
}

class Channel implements WebSocketChannel {
  readonly #peer: WebSocket;
  readonly #over = new AbortController();
  /** Messages of one read from the socket: reading rests while there are some. */
  readonly #messages: string[] = [];
  #wake: (() => void) | undefined;
  #alive = true;
  readonly #pings: NodeJS.Timeout;

  constructor(peer: WebSocket) {
    this.#peer = peer;
    this.#pings = setInterval(() => this.#ping(), pingMs);
    this.#pings.unref();
    peer.on('pong', () => {
      this.#alive = true;
    });
    peer.on('error', () => {}); // It closes, too.
    peer.on('close', () => this.#close());
    peer.on('message', (data, isBinary) => {
      if (isBinary) return this.end(webSocketEnd.wrongType, 'Text only');
      this.#messages.push(textOf(data));
      peer.pause();
      return this.#wake?.();
    });
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  readonly receive = async (): Promise<string | undefined> => {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#over.signal.aborted) return undefined;
      const waiting = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#peer.resume();
      await waiting;
    }
  };

  readonly send = (text: string): Promise<void> =>
    new Promise((resolve) => {
      if (this.#over.signal.aborted) resolve();
      else this.#peer.send(text, () => resolve());
    });

  readonly end = (code: number, reason = ''): void => {
    if (this.#over.signal.aborted) return;
    this.#peer.resume(); // Its farewell has to be read.
    this.#peer.close(code, reason);
    setTimeout(() => this.#peer.terminate(), farewellMs).unref();
    this.#close();
  };

  #ping(): void {
    if (!this.#alive) {
      this.#peer.terminate();
      return;
    }
    this.#alive = false;
    this.#peer.resume(); // Its pong has to be read, whatever else comes with it.
    this.#peer.ping();
  }

  #close(): void {
    clearInterval(this.#pings);
    this.#over.abort();
    this.#messages.length = 0;
    this.#wake?.();
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
