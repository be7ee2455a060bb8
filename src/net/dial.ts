import { connect, isIP, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { type CertificateDemand, checkPeer } from '#net/check-peer.ts';
import type { Connection, Endpoint } from '#net/connection.ts';
import { plainAddress } from '#net/networks.ts';
import { keepVerdict } from '#net/peer-verdict.ts';
import { SocketConnection } from '#net/socket-connection.ts';

/** How long a peer may take to accept a connection, in milliseconds (RFC 5321 §4.5.3.2: minutes). */
export const connectMsMax = 30_000;

/** How long a TLS handshake may take on the way out, in milliseconds. Our choice. */
export const outboundHandshakeMsMax = 30_000;

/**
 * What the peer's certificate must be.
 *
 * - `any`: opportunistic, an eavesdropper learns nothing, an impostor may (RFC 7435).
 * - `authority`: signed by an authority that is trusted, for the name (RFC 8461 §4.1).
 * - `dane`: as one of the records says; `names` are what it may be for under usage 2 (RFC 7672 §3.1).
 */
export type PeerTrust = CertificateDemand & {
  /** Said in SNI, and what the certificate is to be for. */
  readonly serverName: string;
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string | undefined;
};

export type DialTarget = Endpoint & {
  /** Ours to come from; the system chooses one when absent. */
  readonly localAddress?: string | undefined;
  readonly trust: PeerTrust;
  /** Breaks the connection off when it is aborted, also while it is being opened. */
  readonly signal?: AbortSignal | undefined;
  /** Names the connection in logs and traces. */
  readonly id: string;
};

/** Opens connections to other servers. Tests replace the world behind it. */
export type Dialer = (target: DialTarget) => Promise<Connection>;

/**
 * Opens a TCP connection; {@link Connection.startTls} then holds the peer to `trust`.
 *
 * @throws {Error} The system's, with its `code`, or one that says that it took too long.
 */
export const dial: Dialer = async (target) => {
  const { address, port, trust, id } = target;
  const socket = await connected(target);
  const local = { address: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
  return new SocketConnection(
    socket,
    { id, remote: { address, port }, local },
    { secure: (plain) => secured(plain, trust), closed: () => {} },
  );
};

function connected({ address, port, localAddress, signal }: DialTarget): Promise<Socket> {
  const socket = connect({
    host: address,
    port,
    family: isIPv6(address) ? 6 : 4,
    noDelay: true,
    allowHalfOpen: true,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return reached(socket, 'connect', {
    msMax: connectMsMax,
    late: `${address} did not accept a connection within ${connectMsMax} ms`,
    broken: `${address} broke the connection off`,
  });
}

/**
 * Takes the client's part in a TLS handshake. The certificate is looked at after it and before a
 * word is said, so that it can be told of whether it is trusted or not.
 *
 * @throws {Error} The system's; PeerDistrusted with why the peer is not trusted.
 */
async function secured(plain: Socket, trust: PeerTrust): Promise<TLSSocket> {
  const { serverName, authorities } = trust;
  const socket = connectTls({
    socket: plain,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
    // RFC 6066 §3: SNI is for names.
    ...(isIP(serverName) === 0 ? { servername: serverName } : { host: serverName }),
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
  try {
    await reached(socket, 'secureConnect', {
      msMax: outboundHandshakeMsMax,
      late: `The TLS handshake took over ${outboundHandshakeMsMax} ms`,
      broken: 'The TLS handshake was broken off',
    });
    keepVerdict(socket, checkPeer(socket, serverName, trust));
    return socket;
  } catch (error) {
    socket.destroy();
    plain.destroy();
    throw error;
  }
}

/** The socket, once the event has come; destroyed when it fails, ends or is late instead. */
function reached<Kind extends Socket>(
  socket: Kind,
  event: 'connect' | 'secureConnect',
  words: { readonly msMax: number; readonly late: string; readonly broken: string },
): Promise<Kind> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      socket.off(event, settle);
      socket.off('error', settle);
      socket.off('close', breakOff);
      if (error === undefined) return resolve(socket);
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const breakOff = (): void => settle(new Error(words.broken));
    const timer = setTimeout(() => settle(new Error(words.late)), words.msMax);
    socket.on(event, settle);
    socket.on('error', settle);
    socket.on('close', breakOff);
  });
}
