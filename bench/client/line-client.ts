import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A raw client that counts what it reads and looks at the ends of lines only: cheap enough to measure with. */
export class LineClient {
  readonly socket: Socket;
  #tail: Buffer = Buffer.alloc(0);
  #received = 0;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      this.#tail = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
      this.#wake?.();
    });
    const fail = (error?: Error): void => {
      this.#failure ??= error ?? new Error('The server closed the connection');
      this.#wake?.();
    };
    socket.on('error', fail);
    socket.on('close', () => fail());
  }

  static async open(port: number, tls = false): Promise<LineClient> {
    const options = { host: '127.0.0.1', port, noDelay: true };
    const socket = tls ? connectTls({ ...options, rejectUnauthorized: false }) : connect(options);
    const client = new LineClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once(tls ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  /** Octets received since the connection was opened. */
  get received(): number {
    return this.#received;
  }

  write(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** The next line, without CRLF. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#tail.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#tail.toString('latin1', 0, end);
        this.#tail = this.#tail.subarray(end + 2);
        return line;
      }
      await this.#more();
    }
  }

  /**
   * Reads until a last line for which `isLast` says yes, and returns it. All before is forgotten,
   * so a big answer costs little here.
   */
  async until(isLast: (line: string) => boolean): Promise<string> {
    for (;;) {
      const tail = this.#tail;
      if (tail.length > 1 && tail[tail.length - 1] === 10) {
        const start = tail.lastIndexOf(10, tail.length - 2) + 1;
        const line = tail.toString('latin1', start, tail.length - 2);
        if (isLast(line)) {
          this.#tail = Buffer.alloc(0);
          return line;
        }
      }
      if (tail.length > keptOctets) this.#tail = Buffer.from(tail.subarray(-keptOctets));
      await this.#more();
    }
  }

  close(): void {
    this.socket.destroy();
  }

  async #more(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}

/** Octets of an answer's end that are kept to recognise its last line. */
const keptOctets = 4096;
