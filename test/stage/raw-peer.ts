import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between looks at what is still open, and for all of them. */
const lookMs = 5;
const lookMsMax = 10_000;

/** What a peer does with one connection; whatever it throws once that is gone is not told. */
export type Manner = (line: RawLine) => Promise<void>;

/** One connection of a peer, octet by octet. */
export class RawLine {
  readonly socket: Socket;
  #input = '';
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#input += text;
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => this.#wake());
  }

  /** The next line without its CRLF. @throws {Error} When the connection is gone. */
  async hear(): Promise<string> {
    for (;;) {
      const end = this.#input.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#input.slice(0, end);
        this.#input = this.#input.slice(end + 2);
        return line;
      }
      if (this.socket.destroyed) throw new Error('The connection is gone');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** One character per octet, without a line end of its own. */
  say(text: string): void {
    if (this.socket.writable) this.socket.write(text, 'latin1');
  }

  /** The same again and again, as fast as it is taken, until the connection ends. */
  async sayForever(text: string): Promise<void> {
    while (this.socket.writable) {
      if (this.socket.write(text, 'latin1')) await new Promise((done) => setImmediate(done));
      else await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]);
    }
  }
}

type RawOptions = {
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly manner: Manner;
  /** It does not close when the other end does. */
  readonly stubborn?: boolean;
};

/** A host on loopback with the worst manners: what it does is up to the test. */
export class RawPeer implements AsyncDisposable {
  connections = 0;
  openNow = 0;
  /** Octets that the other side has let in, over all connections that have ended. */
  octetsSaid = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, { manner, stubborn = false }: RawOptions) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections++;
      this.openNow++;
      this.#sockets.add(socket);
      if (!stubborn) socket.on('end', () => socket.end());
      socket.on('close', () => {
        this.openNow--;
        this.octetsSaid += socket.bytesWritten;
        this.#sockets.delete(socket);
      });
      manner(new RawLine(socket)).catch(() => {});
    });
  }

  /** @throws {Error} The system's, as when the port is taken. */
  static async start(options: RawOptions): Promise<RawPeer> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    const peer = new RawPeer(server, options);
    server.listen(options.port, options.address);
    await once(server, 'listening');
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Waits until no connection is open. @throws {Error} When one stays. */
  async allClosed(): Promise<void> {
    for (let spent = 0; this.openNow > 0; spent += lookMs) {
      if (spent > lookMsMax) throw new Error(`${this.openNow} connections stay open`);
      await sleep(lookMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}

/** Where a server owes an answer, in the order of a conversation. */
export const places = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content', 'dot'] as const;

export type Place = (typeof places)[number];

/** Behaves well up to a place, and leaves the answer to it to the caller. */
export async function politely(line: RawLine, place: Place, offers = ''): Promise<void> {
  const answers: readonly (readonly [Place, string])[] = [
    ['EHLO', '220 raw.test ready\r\n'],
    ['MAIL', `250-raw.test\r\n${offers}250-PIPELINING\r\n250 8BITMIME\r\n`],
    ['RCPT', '250 2.1.0 Sender\r\n'],
    ['DATA', '250 2.1.5 Recipient\r\n'],
    ['content', '354 Go\r\n'],
  ];
  if (place === 'greeting') return;
  for (const [next, answer] of answers) {
    line.say(answer);
    await line.hear();
    if (next === place) return;
  }
  while ((await line.hear()) !== '.');
}
