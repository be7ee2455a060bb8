import type { Socket } from 'node:net';
import { checkServerIdentity, TLSSocket } from 'node:tls';

import type { TlsDetails } from '#net/connection.ts';
import { type PeerVerdict, verdictOf } from '#net/peer-verdict.ts';

/** Octets of a `tls-exporter` channel binding (RFC 9266 §2). */
const exporterOctets = 32;

const exporterLabel = 'EXPORTER-Channel-Binding';

/** {@link TlsDetails} asked of the socket when somebody wants to know: idle connections hold none. */
export class SocketTls implements TlsDetails {
  readonly #socket: TLSSocket;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  /** Undefined for a plain socket. */
  static of(socket: Socket): SocketTls | undefined {
    return socket instanceof TLSSocket ? new SocketTls(socket) : undefined;
  }

  get protocol(): string {
    return this.#socket.getProtocol() ?? 'unknown';
  }

  get cipher(): string {
    return this.#socket.getCipher()?.standardName ?? 'unknown';
  }

  get serverName(): string | undefined {
    const name: unknown = Reflect.get(this.#socket, 'servername');
    return typeof name === 'string' ? name : undefined;
  }

  get peer(): PeerVerdict | undefined {
    return verdictOf(this.#socket);
  }

  get nameKnown(): boolean | undefined {
    const { serverName } = this;
    const own = this.#socket.getCertificate();
    if (serverName === undefined || own === null || !('subjectaltname' in own)) return undefined;
    return checkServerIdentity(serverName, own) === undefined;
  }

  /** Before TLS 1.3 the exporter is not unique without extended master secret (RFC 9266 §3). */
  get exporter(): Uint8Array | undefined {
    if (this.#socket.getProtocol() !== 'TLSv1.3') return undefined;
    return this.#socket.exportKeyingMaterial(exporterOctets, exporterLabel, Buffer.alloc(0));
  }
}
