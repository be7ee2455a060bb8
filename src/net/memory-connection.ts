import { type Connection, ConnectionEnd, type Endpoint, type TlsDetails } from '#net/connection.ts';

/** TLS as a test sees it after {@link MemoryConnection.startTls}. */
export const memoryTls: TlsDetails = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  serverName: 'mail.example.test',
  exporter: new Uint8Array(32),
};

/** A connection without a network: the test holds the peer's end. */
export class MemoryConnection implements Connection {
  readonly id = 'memory';
  readonly remote: Endpoint;
  readonly local: Endpoint = { address: '127.0.0.1', port: 25 };
  tls: TlsDetails | undefined;
  idleLimitMs = 0;
  closed = false;
  readonly #incoming: Uint8Array[] = [];
  #outgoing = '';
  #end: ConnectionEnd | undefined;
  #wakeReader: (() => void) | undefined;
  #wakePeer: (() => void) | undefined;

  constructor(options: { readonly tls?: TlsDetails; readonly remote?: Endpoint } = {}) {
    this.tls = options.tls;
    this.remote = options.remote ?? { address: '127.0.0.1', port: 50_000 };
  }

  async read(): Promise<Uint8Array> {
    for (;;) {
      const chunk = this.#incoming.shift();
      if (chunk !== undefined) return chunk;
      if (this.#end !== undefined) throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
        this.#wakePeer?.();
      });
    }
  }

  write(data: string | Uint8Array): void {
    if (this.closed) return;
    this.#outgoing += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    this.#wakePeer?.();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  startTls(): Promise<void> {
    this.tls = memoryTls;
    return Promise.resolve();
  }

  setIdleLimit(ms: number): void {
    this.idleLimitMs = ms;
  }

  farewell(): void {}

  close(): void {
    this.closed = true;
    this.end('gone');
    this.#wakePeer?.();
  }

  /** The peer sends: a string is one octet per character. */
  send(data: string | Uint8Array): void {
    this.#incoming.push(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
    this.#wakeReader?.();
  }

  /** The peer leaves, stays silent too long, or the server drains. */
  end(reason: 'gone' | 'idle' | 'draining'): void {
    this.#end ??= new ConnectionEnd(reason);
    this.#wakeReader?.();
  }

  /** What the session has written since the last call. */
  received(): string {
    const text = this.#outgoing;
    this.#outgoing = '';
    return text;
  }

  /** Waits for the next line from the session, without CRLF; undefined when it has closed. */
  async receivedLine(): Promise<string | undefined> {
    for (;;) {
      const end = this.#outgoing.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#outgoing.slice(0, end);
        this.#outgoing = this.#outgoing.slice(end + 2);
        return line;
      }
      if (this.closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wakePeer = resolve;
      });
    }
  }
}
