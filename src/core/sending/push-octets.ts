import type { BodyCollector } from '#core/delivery/body-collector.ts';

/** Octets of a message that are handed over at once. */
const pieceOctetsMax = 262_144;

/** Hands a message over in pieces, so that nothing else waits for a long one. Each is an array of its own. */
export async function pushOctets(body: BodyCollector, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; at += pieceOctetsMax) {
    await body.push(new Uint8Array(octets.subarray(at, at + pieceOctetsMax)));
  }
}
