import type { Socket } from 'node:net';

import type { Log } from '#base/log.ts';
import type { SessionServer } from '#net/connection.ts';
import type { Acceptor } from '#net/listener.ts';
import { secureSocket } from '#net/secure-socket.ts';
import {
  type ConnectionHost,
  type ConnectionNames,
  SocketConnection,
} from '#net/socket-connection.ts';
import type { TlsContexts } from '#net/tls-contexts.ts';

/** Gives every accepted socket to a mail session. */
export class SessionAcceptor implements Acceptor {
  readonly #serve: SessionServer;
  readonly #log: Log;
  readonly #connections = new Set<SocketConnection>();
  readonly #host: ConnectionHost;
  #draining = false;

  /** @param options.tls For STARTTLS. */
  constructor(options: {
    readonly serve: SessionServer;
    readonly tls: TlsContexts | undefined;
    readonly log: Log;
  }) {
    this.#serve = options.serve;
    this.#log = options.log;
    const { tls } = options;
    this.#host = {
      secure: tls === undefined ? undefined : (plain) => secureSocket(plain, tls),
      closed: (connection) => this.#connections.delete(connection),
    };
  }

  get open(): number {
    return this.#connections.size;
  }

  accept(socket: Socket, names: ConnectionNames): void {
    const connection = new SocketConnection(socket, names, this.#host);
    this.#connections.add(connection);
    if (this.#draining) connection.drain();
    void this.#run(connection);
  }

  drain(): void {
    this.#draining = true;
    for (const connection of this.#connections) connection.drain();
  }

  destroy(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  async #run(connection: SocketConnection): Promise<void> {
    try {
      await this.#serve(connection);
    } catch (error) {
      this.#log.error('Session failed', { connection: connection.id, error });
    } finally {
      connection.close();
    }
  }
}
