import type { PeerVerdict } from '#net/peer-verdict.ts';

/** One end of a connection. `address` is a textual IP address without brackets or zone. */
export type Endpoint = { readonly address: string; readonly port: number };

/** What is known of the TLS layer of a connection. */
export type TlsDetails = {
  /** As node:tls names it: `TLSv1.2`, `TLSv1.3`. */
  readonly protocol: string;
  /** IANA name of the suite, as `TLS_AES_128_GCM_SHA256`. */
  readonly cipher: string;
  readonly serverName: string | undefined;
  /** Whether our certificate is for that name; undefined where none was asked for. */
  readonly nameKnown?: boolean | undefined;
  /** Channel binding `tls-exporter` (RFC 9266 §2), 32 octets; undefined where it is not safe to offer. */
  readonly exporter: Uint8Array | undefined;
  /** What was found of the peer's certificate, where we have dialled. */
  readonly peer?: PeerVerdict | undefined;
};

/** Why {@link Connection.read} has nothing more to give. */
export type ConnectionEndReason = 'gone' | 'idle' | 'draining';

/**
 * Ends a wait for input. `gone`: the peer closed or broke off; nothing can be written any more.
 * `idle`: the peer was silent for too long; `draining`: the server stops. In these two cases the
 * session says goodbye in its protocol's words and closes.
 */
export class ConnectionEnd extends Error {
  override readonly name = 'ConnectionEnd';
  readonly reason: ConnectionEndReason;

  constructor(reason: ConnectionEndReason, options?: ErrorOptions) {
    super(`Connection ended: ${reason}`, options);
    this.reason = reason;
  }
}

/**
 * What a session sees of its peer: an ordered pipe of octets. Nothing is read from the network
 * while nobody asks, so a busy session holds its peer back and memory stays bounded.
 */
export interface Connection {
  /** Short and unique while the process lives; names the connection in logs and traces. */
  readonly id: string;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly tls: TlsDetails | undefined;

  /**
   * The next octets, at least one. The caller owns the array. One caller at a time.
   *
   * @throws {ConnectionEnd} When there is nothing more to wait for.
   */
  read(): Promise<Uint8Array>;

  /**
   * Queues octets; a string stands for one octet per character (latin1). Sent within this turn of
   * the loop. The caller does not change the array any more.
   */
  write(data: string | Uint8Array): void;

  /**
   * Waits until the peer has taken enough that more may be written; resolves at once mostly.
   * Call it in every loop that writes much.
   *
   * @throws {ConnectionEnd} `gone`, when the peer does not take it any more.
   */
  flush(): Promise<void>;

  /**
   * Begins TLS on this connection, after what was written is sent: as the server, or as the client
   * where we have dialled.
   *
   * @throws {ConnectionEnd} When the handshake fails.
   */
  startTls(): Promise<void>;

  /** From now on {@link read} ends with `idle` after `ms` milliseconds without an octet. */
  setIdleLimit(ms: number): void;

  /** The peer has said goodbye: it sends no more, so {@link close} need not wait for its end. */
  farewell(): void;

  /** Sends what was written, then closes. */
  close(): void;
}

/** Runs one conversation to its end; never throws for what a peer does. */
export type SessionServer = (connection: Connection) => Promise<void>;
