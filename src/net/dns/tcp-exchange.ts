import { connect } from 'node:net';

import type { Clock } from '#base/clock.ts';
import { readReply, type Exchanged, type Query } from '#net/dns/query.ts';
import type { Upstream } from '#net/dns/upstream.ts';

/** Octets of the length before each message (RFC 1035 §4.2.2). */
const lengthOctets = 2;

/**
 * Sends a query over a TCP connection of its own (RFC 7766 §5) and waits for the answer.
 *
 * Nobody but the upstream can speak here, so the name's case is its own affair; an answer to
 * something else is a broken server, `unreachable`. At most one message is kept.
 */
export function askByTcp(
  query: Query,
  upstream: Upstream,
  patience: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>();
  const socket = connect({ host: upstream.address, port: upstream.port });
  const timer = patience.clock.after(patience.timeoutMs, () => end({ kind: 'timeout' }));
  const pieces: Buffer[] = [];
  const end = (result: Exchanged) => {
    timer.cancel();
    socket.destroy();
    resolve(result);
  };
  socket.on('error', () => end({ kind: 'unreachable' }));
  socket.on('close', () => end({ kind: 'unreachable' }));
  socket.on('connect', () => socket.write(framed(query.octets)));
  socket.on('data', (chunk: Buffer) => {
    pieces.push(chunk);
    const octets = messageIn(pieces);
    if (octets === undefined) return;
    const read = readReply(query, octets);
    if (read === undefined) end({ kind: 'unreachable' });
    else end({ kind: 'reply', message: read.message, octets: octets.length });
  });
  return promise;
}

/** The message, once all of it is there; joins the pieces no more often than that. */
function messageIn(pieces: Buffer[]): Uint8Array | undefined {
  const given = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (given < lengthOctets) return undefined;
  const [first = Buffer.alloc(0)] = pieces;
  if (first.length < lengthOctets) pieces.splice(0, pieces.length, Buffer.concat(pieces));
  const end = lengthOctets + (pieces[0]?.readUInt16BE(0) ?? 0);
  return given < end ? undefined : Buffer.concat(pieces).subarray(lengthOctets, end);
}

function framed(octets: Uint8Array): Buffer {
  const length = Buffer.alloc(lengthOctets);
  length.writeUInt16BE(octets.length);
  return Buffer.concat([length, octets]);
}
