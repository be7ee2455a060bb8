import { rmSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';

import { encodeFrame, readFrames } from '#net/frames.ts';

/** Octets of a socket's path: what every system takes (sun_path, less its final zero). */
export const socketPathOctetsMax = 103;

/** Peers at once: a few command lines. */
const peersMax = 16;

/** Only the socket's owner may connect: everybody else loses these permission bits. */
const ownerOnly = 0o177;

/** Two processes of one machine that send each other frames. */
export type LocalPeer = {
  /** Sends a frame. @throws {RangeError} When it is too long. */
  readonly send: (payload: Uint8Array) => void;
  /** What the other side sends, in order; ends with the connection. */
  readonly frames: AsyncGenerator<Uint8Array, void>;
  readonly close: () => void;
};

export type LocalListener = { readonly close: () => Promise<void> };

/**
 * Listens on a unix domain socket that only this user can open. A socket left by a process that
 * died is replaced: the caller knows that nobody else serves it. On the main thread only.
 *
 * @throws {Error} The system's, with its `code`; for a path that is too long.
 */
export async function listenLocal(
  path: string,
  accept: (peer: LocalPeer) => void,
): Promise<LocalListener> {
  checkPath(path);
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    accept(peerOf(socket));
  });
  server.maxConnections = peersMax;
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The file is made inside this call, so the mask holds for nothing else.
    const before = process.umask(ownerOnly);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(before);
    }
  });
  await listening;
  server.removeAllListeners('error');
  server.on('error', () => {}); // A failed accept: the peer is gone already.
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** @throws {Error} The system's, with its `code`: ENOENT or ECONNREFUSED when nobody listens. */
export async function dialLocal(path: string): Promise<LocalPeer> {
  checkPath(path);
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return peerOf(socket);
}

function peerOf(socket: Socket): LocalPeer {
  socket.on('error', () => {}); // The frames end; that is all there is to know.
  return {
    send: (payload) => void socket.write(encodeFrame(payload)),
    frames: readFrames(chunksOf(socket)),
    close: () => socket.destroy(),
  };
}

/** The socket's octets until it ends, however it ends. */
async function* chunksOf(socket: Socket): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of socket) yield chunk as Uint8Array;
  } catch {
    // Broken off: as good as ended.
  }
}

function checkPath(path: string): void {
  const octets = Buffer.byteLength(path);
  if (octets <= socketPathOctetsMax) return;
  const message = `The path ${path} has ${octets} octets, a socket's ${socketPathOctetsMax} at most`;
  throw Object.assign(new Error(message), { code: 'ENAMETOOLONG' });
}
