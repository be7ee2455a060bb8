import type { Socket } from 'node:net';

import { parseProxyHeader, type ProxyHeader } from '#net/proxy-header.ts';

/** How long a trusted proxy may take for its header, in milliseconds. Our choice. */
const proxyHeaderMsMax = 5_000;

/**
 * Reads the PROXY header at the start of a connection, and leaves what follows to be read.
 *
 * @throws {ParseError} On a malformed header.
 * @throws {Error} When the proxy leaves or is silent.
 */
export function readProxyHeader(socket: Socket): Promise<ProxyHeader> {
  return new Promise((resolve, reject) => {
    let head: Buffer = Buffer.alloc(0);
    const stop = (): void => {
      socket.off('data', take);
      socket.off('end', fail);
      socket.off('close', fail);
      socket.off('timeout', fail);
      socket.setTimeout(0);
      socket.pause();
    };
    const fail = (): void => {
      stop();
      reject(new Error('The proxy sent no PROXY header'));
    };
    const take = (chunk: Buffer): void => {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      try {
        const header = parseProxyHeader(head);
        if (header === undefined) return;
        stop();
        if (head.length > header.length) socket.unshift(head.subarray(header.length));
        resolve(header);
      } catch (error) {
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    socket.setTimeout(proxyHeaderMsMax);
    socket.on('data', take);
    socket.on('end', fail);
    socket.on('close', fail);
    socket.on('timeout', fail);
  });
}
