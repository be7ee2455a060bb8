import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { CollectedBody } from '#core/delivery/body-collector.ts';
import { MessageScanner } from '#proto/mime/scanner.ts';
import { SpoolFile } from '#store/spool.ts';

/** Octets moved at once: bounds memory and the time the loop is held. Our choice. */
const moveOctets = 262_144;

export type Respooling = {
  /** Goes before the rest. */
  readonly front: Uint8Array;
  /** Octets left out at the start of the old file. */
  readonly skip: number;
  /** Where the new file is made. */
  readonly path: string;
};

/**
 * Writes a long body anew with its final header, hashing and scanning on the way: the header is
 * known only when the whole message is.
 */
export async function respool(old: SpoolFile, how: Respooling): Promise<CollectedBody> {
  const spool = await SpoolFile.create(how.path);
  const scanner = new MessageScanner();
  const sha256 = createHash('sha256');
  let checksum = 0;
  const add = async (octets: Uint8Array): Promise<void> => {
    scanner.push(octets);
    sha256.update(octets);
    checksum = crc32(octets, checksum);
    await spool.append(octets);
  };
  try {
    await add(how.front);
    const target = new Uint8Array(moveOctets);
    for (let offset = how.skip; offset < old.length;) {
      const count = await old.read(target, offset);
      if (count === 0) throw new Error(`Spool file ${old.path} ends at ${offset}`);
      await add(target.subarray(0, count));
      offset += count;
    }
    await spool.close();
  } catch (error) {
    await spool[Symbol.asyncDispose]();
    throw error;
  }
  const draft = {
    source: { spoolPath: how.path },
    length: spool.length,
    crc32: checksum,
    sha256: sha256.digest(),
    record: undefined,
  };
  return { draft, structure: scanner.end() };
}
