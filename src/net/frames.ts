/** Octets of the length in front of each frame: an unsigned integer, big endian. */
export const frameLengthOctets = 4;

/** Octets of one frame: bounds what a peer can make us hold. */
export const frameOctetsMax = 32 * 1024 * 1024;

/** A frame's octets on the wire. @throws {RangeError} Beyond {@link frameOctetsMax}. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  if (payload.length > frameOctetsMax) {
    throw new RangeError(`A frame has ${frameOctetsMax} octets at most, not ${payload.length}`);
  }
  const octets = Buffer.allocUnsafeSlow(frameLengthOctets + payload.length);
  octets.writeUInt32BE(payload.length);
  octets.set(payload, frameLengthOctets);
  return octets;
}

/**
 * The frames of a stream, each when it is whole; reads on only when the last one was taken.
 *
 * @throws {RangeError} For a frame beyond {@link frameOctetsMax}. A frame cut off at the end is left
 *   out.
 */
export async function* readFrames(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let wanted = frameLengthOctets;
  for await (const chunk of stream) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    let octets = Buffer.concat(chunks, held);
    while (octets.length >= frameLengthOctets) {
      const length = octets.readUInt32BE();
      if (length > frameOctetsMax) throw new RangeError(`A frame claims to have ${length} octets`);
      wanted = frameLengthOctets + length;
      if (octets.length < wanted) break;
      yield octets.subarray(frameLengthOctets, wanted);
      octets = octets.subarray(wanted);
      wanted = frameLengthOctets;
    }
    chunks = [octets];
    held = octets.length;
  }
}
