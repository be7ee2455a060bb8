import { createServer, type Server, type Socket } from 'node:net';

import type { ConnectionBudget, BudgetTicket } from '#net/connection-budget.ts';
import type { Endpoint } from '#net/connection.ts';
import { type Networks, plainAddress } from '#net/networks.ts';
import type { ProxyHeader } from '#net/proxy-header.ts';
import { readProxyHeader } from '#net/read-proxy-header.ts';
import { secureSocket } from '#net/secure-socket.ts';
import type { ConnectionNames } from '#net/socket-connection.ts';
import type { TlsContexts } from '#net/tls-contexts.ts';
import { type TlsFailure, tlsFailureOf } from '#net/tls-failure.ts';

/** Connections the system may hold for us until we accept them. */
const backlogMax = 1_024;

/** Hears of handshakes on a listener with TLS from the first octet; called for each connection. */
export type HandshakeObserver = {
  readonly opened: (names: ConnectionNames) => void;
  readonly failed: (names: ConnectionNames, failure: TlsFailure) => void;
};

/** Takes over a socket that was accepted, past its PROXY header and TLS handshake. */
export type Acceptor = {
  accept(socket: Socket, names: ConnectionNames): void;
  /** Conversations end as soon as they come to rest. */
  drain(): void;
  /** Breaks off what is left. */
  destroy(): void;
  /** Connections that are open. */
  readonly open: number;
};

export type ListenerOptions = {
  /** As configured, for logs and counters: `submission`. */
  readonly name: string;
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Several threads listen on the same port. */
  readonly reusePort: boolean;
  /** For TLS from the first octet. */
  readonly tls: TlsContexts | undefined;
  /** ALPN protocols (RFC 7301 §3.1). */
  readonly applicationProtocols?: readonly string[];
  readonly budget: ConnectionBudget;
  /** The listener's place in the budget, below `listenerSlotsMax`. */
  readonly slot: number;
  /** What a peer is told, in the protocol's words, when the budget is spent. */
  readonly busyText: string;
  /** Networks whose connections start with a PROXY header; undefined: nobody is trusted. */
  readonly proxies: Networks | undefined;
  /** Starts each connection's id: unique among the threads. */
  readonly idPrefix: string;
  readonly acceptor: Acceptor;
  readonly handshakes?: HandshakeObserver | undefined;
};

/** What a listener has seen since it was opened. */
export type ListenerCounts = {
  accepted: number;
  /** For want of budget. */
  refused: number;
  /** Handshakes and PROXY headers that failed. */
  failed: number;
};

/** Accepts connections on one port. */
export class Listener {
  readonly name: string;
  readonly counts: ListenerCounts = { accepted: 0, refused: 0, failed: 0 };
  readonly #options: ListenerOptions;
  readonly #server: Server;
  #next = 0;

  private constructor(options: ListenerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true });
    this.#server.on('connection', (socket) => void this.#accept(socket));
  }

  /** @throws {Error} The system's, with its `code`, when the port cannot be had. */
  static async open(options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    const { address, port, reusePort } = options;
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject);
      listener.#server.listen(
        {
          host: address,
          port,
          reusePort,
          backlog: backlogMax,
          ipv6Only: address.includes(':'),
        },
        resolve,
      );
    });
    listener.#server.removeAllListeners('error');
    listener.#server.on('error', () => {}); // A failed accept (EMFILE): the peer is gone already.
    return listener;
  }

  get local(): Endpoint {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') return { address: '', port: 0 };
    return { address: bound.address, port: bound.port };
  }

  /** Connections that are open. */
  get open(): number {
    return this.#options.acceptor.open;
  }

  /** Accepts no more; conversations end as soon as they come to rest. */
  drain(): void {
    this.#server.close();
    this.#options.acceptor.drain();
  }

  /** Breaks off what is left. */
  destroy(): void {
    this.#server.close();
    this.#options.acceptor.destroy();
  }

  async #accept(socket: Socket): Promise<void> {
    const { proxies, acceptor, tls } = this.#options;
    socket.on('error', ignoreError);
    let remote: Endpoint = {
      address: plainAddress(socket.remoteAddress),
      port: socket.remotePort ?? 0,
    };
    let local: Endpoint = {
      address: plainAddress(socket.localAddress),
      port: socket.localPort ?? 0,
    };
    if (proxies !== undefined && proxies.includes(remote.address)) {
      const header = await this.#proxyHeader(socket);
      if (header === undefined) return;
      if (header.peers !== undefined) ({ remote, local } = header.peers);
    }
    if (socket.destroyed || !this.#admit(socket, remote.address)) return;
    const names = { id: `${this.#options.idPrefix}${(this.#next++).toString(36)}`, remote, local };
    if (tls === undefined) {
      acceptor.accept(socket, names);
      return;
    }
    const { handshakes } = this.#options;
    handshakes?.opened(names);
    try {
      const secure = await secureSocket(socket, tls, this.#options.applicationProtocols);
      acceptor.accept(secure, names);
    } catch (error) {
      this.counts.failed++;
      handshakes?.failed(names, tlsFailureOf(error, socket.bytesRead));
    }
  }

  async #proxyHeader(socket: Socket): Promise<ProxyHeader | undefined> {
    try {
      return await readProxyHeader(socket);
    } catch {
      this.counts.failed++;
      socket.destroy();
      return undefined;
    }
  }

  #admit(socket: Socket, address: string): boolean {
    const { budget, slot, busyText, tls } = this.#options;
    const ticket = budget.take(slot, address);
    if (ticket === undefined) {
      this.counts.refused++;
      if (tls !== undefined) socket.destroy();
      else socket.end(busyText, () => socket.destroySoon());
      return false;
    }
    this.counts.accepted++;
    socket[holding] = { budget, ticket };
    socket.on('close', giveBack);
    return true;
  }
}

const holding: unique symbol = Symbol('budget');

declare module 'node:net' {
  interface Socket {
    [holding]?: { readonly budget: ConnectionBudget; readonly ticket: BudgetTicket };
  }
}

function giveBack(this: Socket): void {
  const held = this[holding];
  if (held !== undefined) held.budget.give(held.ticket);
}

function ignoreError(): void {}
