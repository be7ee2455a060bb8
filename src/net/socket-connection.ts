import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import { systemClock } from '#base/clock.ts';
import { type Connection, ConnectionEnd, type Endpoint, type TlsDetails } from '#net/connection.ts';
import { SocketTls } from '#net/socket-tls.ts';
import { markUnsent, type Unsent } from '#net/unsent.ts';

/** Octets a peer may be ahead of its session before it is held back, in octets. Our choice. */
export const readAheadOctetsMax = 65_536;

/** Octets that wait for one write; more are handed to the system at once. Our choice. */
export const coalescedOctetsMax = 65_536;

/** A piece from this size on is handed over as it is; smaller ones are copied together, in octets. */
const copiedOctetsMax = 32_768;

/** How long a peer may take nothing of what it asked for, in milliseconds. Our choice. */
export const writeStallMsMax = 300_000;

/** Silence after which a session ends that nobody gave a limit (RFC 5321 §4.5.3.2.7), in milliseconds. */
const idleMsDefault = 300_000;

/** Silence that ends a conversation once the server drains, in milliseconds. Our choice. */
export const drainIdleMs = 500;

/** How long a closed connection waits for the peer's close, in milliseconds, also while it sends. Our choice. */
const lingerMs = 5_000;

/** What a connection needs of the listener that accepted it, or of who dialled. */
export type ConnectionHost = {
  /** Our part in the handshake of STARTTLS; undefined where it is not to be had. */
  readonly secure: ((plain: Socket) => Promise<TLSSocket>) | undefined;
  /** Called once, when nothing of the connection is left. */
  readonly closed: (connection: SocketConnection) => void;
};

/** How a connection is known: made by the listener, behind a PROXY header where there is one. */
export type ConnectionNames = {
  readonly id: string;
  readonly remote: Endpoint;
  readonly local: Endpoint;
};

const connectionOf: unique symbol = Symbol('connection');

declare module 'node:net' {
  interface Socket {
    /** Listeners shared by all sockets find their connection here: no closure per connection. */
    [connectionOf]?: SocketConnection;
  }
}

type Waiter<T> = {
  readonly resolve: (value: T) => void;
  readonly reject: (error: ConnectionEnd) => void;
};

const ready = Promise.resolve();

/** A {@link Connection} over a TCP or TLS socket. Holds no buffers while it is idle. */
export class SocketConnection implements Connection, Unsent {
  readonly id: string;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly #host: ConnectionHost;
  #socket: Socket;
  #tls: TlsDetails | undefined;
  #received: Uint8Array[] | undefined;
  #receivedOctets = 0;
  #pieces: (string | Uint8Array)[] | undefined;
  #text = '';
  #unsentOctets = 0;
  #reader: Waiter<Uint8Array> | undefined;
  #writer: Waiter<void> | undefined;
  #idleMs = idleMsDefault;
  /** Of the system's clock: when a peer that sends on after our close is cut off. */
  #lingersUntil = 0;
  #state: 'open' | 'half' | 'closing' | 'gone' = 'open';
  #draining = false;
  #lapsed = false;
  #securing = false;
  #farewell = false;

  /** @param socket Plain, or TLS whose handshake is done. */
  constructor(socket: Socket, names: ConnectionNames, host: ConnectionHost) {
    this.id = names.id;
    this.remote = names.remote;
    this.local = names.local;
    this.#host = host;
    this.#socket = socket;
    this.#tls = SocketTls.of(socket);
    this.#attach(socket);
  }

  get tls(): TlsDetails | undefined {
    return this.#tls;
  }

  read(): Promise<Uint8Array> {
    const chunk = this.#take();
    if (chunk !== undefined) return Promise.resolve(chunk);
    if (this.#state !== 'open') return Promise.reject(new ConnectionEnd('gone'));
    if (this.#lapsed) this.#watch(); // The limit ran out while the session was busy: start anew.
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  write(data: string | Uint8Array): void {
    if (data.length === 0 || this.#state === 'closing' || this.#state === 'gone') return;
    if (typeof data === 'string') {
      this.#text += data;
    } else {
      this.#pieces ??= [];
      if (this.#text !== '') this.#pieces.push(this.#text);
      this.#text = '';
      this.#pieces.push(data);
    }
    if (this.#unsentOctets === 0) markUnsent(this);
    this.#unsentOctets += data.length;
    if (this.#unsentOctets >= coalescedOctetsMax) this.send();
  }

  flush(): Promise<void> {
    if (this.#state === 'gone') return Promise.reject(new ConnectionEnd('gone'));
    if (!this.#socket.writableNeedDrain) return ready;
    this.#socket.setTimeout(Math.min(writeStallMsMax, this.#idleMs));
    return new Promise((resolve, reject) => {
      this.#writer = { resolve, reject };
    });
  }

  async startTls(): Promise<void> {
    const { secure } = this.#host;
    if (secure === undefined) throw new Error('This connection has no certificates for STARTTLS');
    this.send();
    const plain = this.#socket;
    if (plain.writableLength > 0) {
      await new Promise<void>((resolve) => {
        plain.write('', () => resolve());
      });
    }
    if (this.#state !== 'open') throw new ConnectionEnd('gone');
    this.#detach(plain);
    // What came ahead is given to the handshake: plain octets smuggled in fail there.
    for (const chunk of this.#received?.toReversed() ?? []) plain.unshift(chunk);
    this.#received = undefined;
    this.#receivedOctets = 0;
    this.#securing = true;
    try {
      this.#socket = await secure(plain);
    } catch (error) {
      this.#vanish();
      throw new ConnectionEnd('gone', { cause: error });
    } finally {
      this.#securing = false;
    }
    this.#tls = SocketTls.of(this.#socket);
    this.#attach(this.#socket);
  }

  setIdleLimit(ms: number): void {
    if (ms === this.#idleMs) return;
    this.#idleMs = ms;
    this.#watch();
  }

  farewell(): void {
    this.#farewell = true;
  }

  close(): void {
    if (this.#state === 'closing' || this.#state === 'gone') return;
    this.send();
    const peerEnded = this.#state === 'half';
    const unread = this.#received !== undefined;
    this.#state = 'closing';
    this.#received = undefined;
    this.#reject('gone');
    if (this.#securing) return;
    if (this.#farewell && !unread && this.#tls === undefined && !this.#socket.writableLength) {
      // The system has it all and ends the stream by itself: no shutdown, no wait, no reset to hear.
      this.#socket.destroy();
      return;
    }
    this.#socket.end();
    if (peerEnded) return;
    // The peer must be able to read the goodbye: a close with unread octets would send a reset.
    this.#socket.setTimeout(lingerMs);
    this.#lingersUntil = systemClock.elapsed() + lingerMs;
    this.#socket.resume();
  }

  /** The server stops: a wait for input ends with `draining` as soon as the peer falls silent. */
  drain(): void {
    this.#draining = true;
    if (this.#state === 'open') this.#watch();
  }

  /** Breaks the connection off, unsent octets and all. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Hands what was written to the system, as one piece where it is small. */
  send(): void {
    if (this.#unsentOctets === 0) return;
    const { length, pieces, text } = this.#takeUnsent();
    const socket = this.#socket;
    if (!socket.writable) return;
    if (pieces === undefined) {
      socket.write(text, 'latin1');
      return;
    }
    if (text !== '') pieces.push(text);
    const [first] = pieces;
    if (pieces.length === 1 && first !== undefined && typeof first !== 'string') {
      socket.write(first);
    } else if (length < copiedOctetsMax) {
      socket.write(joined(pieces, length));
    } else {
      socket.cork();
      for (const piece of pieces) socket.write(piece, 'latin1');
      socket.uncork();
    }
  }

  #takeUnsent() {
    const unsent = { length: this.#unsentOctets, pieces: this.#pieces, text: this.#text };
    this.#unsentOctets = 0;
    this.#pieces = undefined;
    this.#text = '';
    return unsent;
  }

  #take(): Uint8Array | undefined {
    const chunk = this.#received?.shift();
    if (chunk === undefined) return undefined;
    this.#receivedOctets -= chunk.length;
    if (this.#receivedOctets === 0) this.#received = undefined;
    if (this.#socket.isPaused() && this.#receivedOctets < readAheadOctetsMax) this.#socket.resume();
    return chunk;
  }

  #attach(socket: Socket): void {
    socket[connectionOf] = this;
    socket.on('data', onData);
    socket.on('end', onEnd);
    socket.on('drain', onDrain);
    socket.on('timeout', onTimeout);
    socket.on('error', ignoreError);
    socket.on('close', onClose);
    socket.resume(); // A PROXY header may have been read before, which leaves the socket paused.
    this.#watch();
  }

  #detach(socket: Socket): void {
    delete socket[connectionOf];
    socket.off('data', onData);
    socket.off('end', onEnd);
    socket.off('drain', onDrain);
    socket.off('timeout', onTimeout);
    socket.off('close', onClose);
    socket.setTimeout(0);
    socket.pause();
  }

  #watch(): void {
    this.#lapsed = false;
    if (this.#securing || this.#state === 'gone') return;
    this.#socket.setTimeout(this.#draining ? drainIdleMs : this.#idleMs);
  }

  #reject(reason: 'gone' | 'idle' | 'draining'): void {
    const reader = this.#reader;
    const writer = this.#writer;
    this.#reader = undefined;
    this.#writer = undefined;
    reader?.reject(new ConnectionEnd(reason));
    writer?.reject(new ConnectionEnd('gone'));
  }

  #vanish(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#takeUnsent();
    this.#reject('gone');
    this.#host.closed(this);
  }

  /** The peer sent octets. */
  received(chunk: Uint8Array): void {
    if (this.#state === 'closing') {
      if (systemClock.elapsed() > this.#lingersUntil) this.#socket.destroy();
      return;
    }
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve(chunk);
      return;
    }
    this.#received ??= [];
    this.#received.push(chunk);
    this.#receivedOctets += chunk.length;
    if (this.#receivedOctets >= readAheadOctetsMax) this.#socket.pause();
  }

  /** The peer sends no more; what it asked for is still answered. */
  receivedEnd(): void {
    if (this.#state !== 'open') return;
    this.#state = 'half';
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.reject(new ConnectionEnd('gone'));
  }

  /** The system has taken what was written. */
  drained(): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    this.#watch();
    writer.resolve();
  }

  /** The peer was silent, or did not take what it asked for. */
  lapsed(): void {
    if (this.#state === 'closing' || this.#writer !== undefined) this.#socket.destroy();
    else if (this.#reader === undefined) this.#lapsed = true;
    else this.#reject(this.#draining ? 'draining' : 'idle');
  }

  /** Nothing is left of the socket. */
  gone(): void {
    this.#vanish();
  }
}

function onData(this: Socket, chunk: Buffer): void {
  this[connectionOf]?.received(chunk);
}

function onEnd(this: Socket): void {
  this[connectionOf]?.receivedEnd();
}

function onDrain(this: Socket): void {
  this[connectionOf]?.drained();
}

function onTimeout(this: Socket): void {
  this[connectionOf]?.lapsed();
}

function onClose(this: Socket): void {
  this[connectionOf]?.gone();
}

/** A broken connection is an everyday event; `close` follows and says all there is to know. */
function ignoreError(): void {}

function joined(pieces: readonly (string | Uint8Array)[], length: number): Uint8Array {
  const whole = Buffer.allocUnsafe(length);
  let offset = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') whole.write(piece, offset, 'latin1');
    else whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
