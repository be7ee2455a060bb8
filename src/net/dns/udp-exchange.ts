import { createSocket } from 'node:dgram';

import type { Clock } from '#base/clock.ts';
import { readReply, type Exchanged, type Query } from '#net/dns/query.ts';
import type { Upstream } from '#net/dns/upstream.ts';

/** Datagrams that do not belong to the query until it is given up: somebody is guessing. */
export const strayDatagramsMax = 8;

/**
 * Sends a query once over UDP, from a port that the system draws (RFC 5452 §9.2), and waits.
 *
 * The socket hears nobody but the upstream. What does not match is left aside, since the right
 * answer may still come; too much of it, and an answer of the wrong case, are `doubtful`.
 */
export function askByUdp(
  query: Query,
  upstream: Upstream,
  patience: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>();
  const socket = createSocket(upstream.address.includes(':') ? 'udp6' : 'udp4');
  const timer = patience.clock.after(patience.timeoutMs, () => end({ kind: 'timeout' }));
  let open = true;
  let strays = 0;
  const end = (result: Exchanged) => {
    if (!open) return;
    open = false;
    timer.cancel();
    socket.close();
    resolve(result);
  };
  socket.on('error', () => end({ kind: 'unreachable' }));
  socket.on('message', (octets) => {
    const read = readReply(query, octets);
    if (read === undefined) {
      strays += 1;
      if (strays > strayDatagramsMax) end({ kind: 'doubtful' });
    } else if (read.sameCase) {
      end({ kind: 'reply', message: read.message, octets: octets.length });
    } else {
      end({ kind: 'doubtful' });
    }
  });
  socket.connect(upstream.port, upstream.address, () => {
    if (open) socket.send(query.octets);
  });
  return promise;
}
