import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { Upstream } from '#net/dns/upstream.ts';
import { decodeMessage, encodeMessage, type DnsMessage } from '#proto/dns/message.ts';

/** A query that arrived, and how. */
export type Arrival = { readonly query: DnsMessage; readonly over: 'udp' | 'tcp' };

/** What the server sends for a query: messages of any content, one after the other, or nothing. */
export type Behaviour = (arrival: Arrival) => readonly Uint8Array[];

/** Ports tried until one is free for both UDP and TCP. */
const portTriesMax = 20;

const loopback = '127.0.0.1';

/** A DNS server on loopback that does to each query what a test wants. */
export class DnsServer implements AsyncDisposable {
  /** All queries that arrived, in order. */
  readonly arrivals: Arrival[] = [];
  readonly upstream: Upstream;
  readonly #datagrams: Datagrams;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(datagrams: Datagrams, server: Server, behave: Behaviour) {
    this.#datagrams = datagrams;
    this.#server = server;
    this.upstream = { address: loopback, port: datagrams.address().port };
    datagrams.on('message', (octets, from) => {
      for (const reply of this.#take(octets, 'udp', behave)) {
        datagrams.send(reply, from.port, from.address);
      }
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // A resolver that has heard enough hangs up.
      socket.on('data', (chunk: Buffer) => {
        // A query of a test fits into one piece.
        for (const reply of this.#take(chunk.subarray(2), 'tcp', behave)) {
          const length = Buffer.alloc(2);
          length.writeUInt16BE(reply.length);
          socket.write(Buffer.concat([length, reply]));
        }
        socket.end();
      });
    });
  }

  static async start(behave: Behaviour): Promise<DnsServer> {
    for (let tries = 1; ; tries++) {
      const server = createServer();
      server.listen(0, loopback);
      await once(server, 'listening');
      const datagrams = createSocket('udp4');
      try {
        datagrams.bind((server.address() as AddressInfo).port, loopback);
        await once(datagrams, 'listening');
        return new DnsServer(datagrams, server, behave);
      } catch (error) {
        datagrams.close();
        server.close();
        if (tries === portTriesMax) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#datagrams.close();
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #take(octets: Uint8Array, over: 'udp' | 'tcp', behave: Behaviour): readonly Uint8Array[] {
    const arrival = { query: decodeMessage(octets), over };
    this.arrivals.push(arrival);
    return behave(arrival);
  }
}

/** An answer to the query, with what a test wants of it. */
export function answerTo(
  query: DnsMessage,
  wanted: Partial<Omit<DnsMessage, 'flags'>> & { flags?: Partial<DnsMessage['flags']> } = {},
): Uint8Array {
  const flags = { ...query.flags, authenticData: false, response: true, recursionAvailable: true };
  return encodeMessage({ ...query, ...wanted, flags: { ...flags, ...wanted.flags } });
}
